/* Entries of notices, their chains, conflicts and decisions, and of the journal itself. */
#include "daemon/store/kinds/kind_fields.h"

const struct kind store_kind_notice = {
    .name = "notice",
    .version = 1,
    .fields = {
        TEXT(notice, uid),
        TEXT(notice, chain),
        TEXT(notice, owner),
        NUMBER(notice, revision),
        NUMBER(notice, sequence),
        NUMBER(notice, deleted),
        NUMBER(notice, created_s),
        NUMBER(notice, changed_s),
        SEALED_AS(notice, bytes, "octets", "sealed"),
        SEALED(notice, approved, "sealed"),
        NUMBER(notice, approved_revision),
    },
    .fold = FOLD_CHANGE,
    .table = "notices",
    .key = "uid",
    .seq = "first",
    /* Rows are only ever added and changed in place, so theirs is the order of `first`, and a
     * million of them need not be sorted before the first is told. */
    .rows = "notices LEFT JOIN keys USING (uid) ORDER BY notices.rowid",
    .opened = true,
    .bound = TEXT(notice, uid),
};

const struct kind store_kind_chain = {
    .name = "chain",
    .version = 1,
    .fields = {
        TEXT(chain, chain),
        TEXT(chain, region),
        TEXT(chain, state),
        NUMBER(chain, revision),
        NUMBER(chain, pending),
        NUMBER(chain, feed_revision),
        NUMBER(chain, changed_s),
        TEXT(chain, sttp),
    },
    .fold = FOLD_CHANGE,
    .table = "chains",
    .key = "chain",
    .seq = "first",
    .rows = "chains ORDER BY rowid", /* as notices */
    .beside = { TEXT(chain, former), TEXT(chain, pending_state), TEXT(chain, asked_by) },
};

const struct kind store_kind_standing = {
    .name = "standing",
    .version = 1,
    .fields = {
        TEXT(standing, chain),
        TEXT(standing, former),
        TEXT(standing, pending_state),
        TEXT(standing, asked_by),
    },
    .note = "what stands beside the state of a chain that has its row",
    .fold = FOLD_AMEND,
    .table = "chains",
    .key = "chain",
};

const struct kind store_kind_conflict = {
    .name = "conflict",
    .version = 1,
    .fields = {
        TEXT(conflict, id),
        TEXT(conflict, chain_a),
        TEXT(conflict, chain_b),
        NUMBER(conflict, revision),
        NUMBER(conflict, level),
        NUMBER(conflict, level_max),
        NUMBER(conflict, open),
        TEXT(conflict, digest),
        NUMBER(conflict, opened_s),
        NUMBER(conflict, changed_s),
    },
    .fold = FOLD_REPLACE,
    .table = "conflicts",
    .key = "id",
    .rows = "conflicts ORDER BY id",
};

const struct kind store_kind_alert = {
    .name = "alert",
    .version = 1,
    .fields = {
        TEXT(alert, account),
        NUMBER_AS(alert, index, "number"),
        TEXT(alert, conflict),
        NUMBER(alert, revision),
        TEXT(alert, event),
        NUMBER(alert, level),
        NUMBER(alert, time_s),
        TEXT(alert, payload, "JSON"),
    },
    .fold = FOLD_ADD,
    .table = "alerts",
    .key = "account, number",
};

const struct kind store_kind_decision = {
    .name = "decision",
    .version = 1,
    .fields = {
        TEXT(decision, chain),
        TEXT(decision, act),
        TEXT(decision, actor),
        TEXT(decision, role),
        TEXT(decision, reason),
        TEXT(decision, basis),
        TEXT(decision, sttp),
        NUMBER(decision, chain_revision),
        TEXT(decision, seen, "JSON"),
        NUMBER(decision, time_s),
    },
    .fold = FOLD_ADD,
    .table = "decisions",
    .key = "seq",
    .seq = "seq",
};

const struct kind store_kind_tick = {
    .name = "tick",
    .version = 1,
    .note = "`time_s` of the entry says it",
};

const struct kind store_kind_pack = {
    .name = "pack",
    .version = 1,
    .fields = {
        TEXT(pack, id),
        TEXT(pack, hash),
    },
    .note = "of the pack judged by from here on",
    .fold = FOLD_ADD,
    .table = "packs",
    .key = "seq",
    .seq = "seq",
};

const struct kind store_kind_erase = {
    .name = "erase",
    .version = 1,
    .fields = {
        TEXT(erase, uid),
        TEXT(erase, basis),
    },
    .note = "the key of the notice was destroyed",
    .fold = FOLD_ADD,
    .table = "erasures",
    .key = "seq",
    .seq = "seq",
};

const struct kind store_kind_certificate = {
    .name = "certificate",
    .version = 1,
    .fields = {
        TEXT(certificate, chain),
        NUMBER(certificate, chain_revision),
        TEXT(certificate, sha256),
        SEALED(certificate, document, "sealed under the key of the main"),
    },
    .fold = FOLD_ADD,
    .table = "certificates",
    .key = "seq",
    .seq = "seq",
    .rows = "certificates ORDER BY seq",
    .bound = TEXT(certificate, chain),
};

const struct kind store_kind_opinion = {
    .name = "opinion",
    .version = 1,
    .fields = {
        TEXT(opinion, conflict),
        TEXT(opinion, agency),
        TEXT(opinion, opinion),
        TEXT(opinion, actor),
        TEXT(opinion, note),
        NUMBER(opinion, revision),
        NUMBER(opinion, time_s),
    },
    .fold = FOLD_REPLACE,
    .table = "agencies",
    .key = "conflict, agency",
    .rows = "agencies ORDER BY conflict, agency",
};

const struct kind store_kind_escalation = {
    .name = "escalation",
    .version = 1,
    .fields = {
        TEXT(escalation, conflict),
        NUMBER(escalation, level),
        NUMBER(escalation, step),
        NUMBER(escalation, revision),
        NUMBER(escalation, since_s),
        TEXT(escalation, actor),
        NUMBER(escalation, acked_s),
    },
    .fold = FOLD_REPLACE,
    .table = "attentions",
    .key = "conflict",
    .rows = "attentions ORDER BY conflict",
};

const struct kind store_kind_baseline = {
    .name = "baseline",
    .version = 1,
    .fields = {
        TEXT(baseline, conflict),
        NUMBER(baseline, lat_a),
        NUMBER(baseline, lon_a),
        NUMBER(baseline, lat_b),
        NUMBER(baseline, lon_b),
        NUMBER(baseline, from_a_s),
        NUMBER(baseline, to_a_s),
        NUMBER(baseline, from_b_s),
        NUMBER(baseline, to_b_s),
    },
    .note = "places in 1e-8 degrees, as the last alert told them",
    .fold = FOLD_REPLACE,
    .table = "baselines",
    .key = "conflict",
    .rows = "baselines ORDER BY conflict",
};

const struct kind store_kind_clock = {
    .name = "clock",
    .version = 1,
    .fields = {
        NUMBER(clock, from_s),
        NUMBER(clock, to_s),
    },
    .note = "what the wall clock would have said, and what it said when it had been set",
    .fold = FOLD_ADD,
    .table = "clocks",
    .key = "seq",
    .seq = "seq",
};

const struct kind store_kind_retime = {
    .name = "retime",
    .version = 1,
    .fields = {
        TEXT(retime, chain),
        TEXT(retime, act, "`retime`, `retime_accept`, `retime_decline`"),
        NUMBER(retime, number),
        TEXT(retime, actor),
        TEXT(retime, role),
        TEXT(retime, reason),
        NUMBER(retime, chain_revision),
        NUMBER(retime, level),
        TEXT(retime, bands, "`FROM-TO FROM-TO`, UTC seconds"),
        NUMBER(retime, start_s),
        NUMBER(retime, time_s),
    },
    .fold = FOLD_ADD,
    .table = "retimes",
    .key = "seq",
    .seq = "seq",
    .rows = "retimes ORDER BY seq",
};

const struct kind store_kind_attachment = {
    .name = "attachment",
    .version = 1,
    .fields = {
        TEXT(attachment, uid),
        TEXT(attachment, chain),
        TEXT(attachment, actor),
        TEXT(attachment, role),
        TEXT(attachment, type),
        NUMBER(attachment, size),
        TEXT(attachment, sha256),
        NUMBER(attachment, time_s),
    },
    .note = "the file lies in `files`, sealed under the key of the notice",
    .fold = FOLD_ADD,
    .table = "letters",
    .key = "seq",
    .seq = "seq",
    .rows = "letters ORDER BY seq",
};

const struct kind store_kind_name = {
    .name = "name",
    .version = 1,
    .fields = {
        TEXT(name, uid),
        TEXT(name, name),
    },
    .note = "what a calendar client calls the resource of the notice, without `.ics`",
    .fold = FOLD_REPLACE,
    .table = "names",
    .key = "uid",
    .seq = "seq",
    .rows = "names ORDER BY seq",
};
