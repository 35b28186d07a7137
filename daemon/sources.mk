# What each program is made of. One source a line; the pure side becomes libjarak.a.

# Pure: same inputs, same bytes. Proved by tests/lint/purity.sh.
PURE := \
	daemon/base/arena.c \
	daemon/base/bands.c \
	daemon/base/bytes.c \
	daemon/base/civil.c \
	daemon/base/decimal.c \
	daemon/base/digest.c \
	daemon/base/error.c \
	daemon/base/plain.c \
	daemon/base/shared.c \
	daemon/base/status.c \
	daemon/base/steps.c \
	daemon/base/text.c \
	daemon/engine/approach.c \
	daemon/engine/body.c \
	daemon/engine/candidates.c \
	daemon/engine/column.c \
	daemon/engine/gap.c \
	daemon/engine/inside.c \
	daemon/engine/judge.c \
	daemon/engine/parties.c \
	daemon/engine/plain.c \
	daemon/engine/quick.c \
	daemon/engine/road.c \
	daemon/engine/slots.c \
	daemon/engine/verdict.c \
	daemon/engine/world.c \
	daemon/engine/zoned.c \
	daemon/feed/account.c \
	daemon/feed/agency.c \
	daemon/feed/approved.c \
	daemon/feed/atom.c \
	daemon/feed/cap.c \
	daemon/feed/certificate.c \
	daemon/feed/certificate_verify.c \
	daemon/feed/conflict_event.c \
	daemon/feed/facts.c \
	daemon/feed/freebusy.c \
	daemon/feed/itip.c \
	daemon/feed/jcal.c \
	daemon/feed/jcal_value.c \
	daemon/feed/letter.c \
	daemon/feed/mail.c \
	daemon/feed/mail_calendar.c \
	daemon/feed/message.c \
	daemon/feed/offer.c \
	daemon/feed/page.c \
	daemon/feed/part.c \
	daemon/feed/private.c \
	daemon/feed/qr.c \
	daemon/feed/portion.c \
	daemon/feed/query.c \
	daemon/feed/register.c \
	daemon/feed/register_calendar.c \
	daemon/feed/register_map.c \
	daemon/feed/register_read.c \
	daemon/feed/register_row.c \
	daemon/feed/register_split.c \
	daemon/feed/report.c \
	daemon/feed/requests.c \
	daemon/feed/slots.c \
	daemon/feed/summary.c \
	daemon/feed/verdict.c \
	daemon/feed/whatif.c \
	daemon/feed/xml.c \
	daemon/geo/buckets.c \
	daemon/geo/geodesic.c \
	daemon/geo/index.c \
	daemon/geo/outline.c \
	daemon/geo/plane.c \
	daemon/geo/point.c \
	daemon/geo/simplify.c \
	daemon/ical/clean.c \
	daemon/ical/except.c \
	daemon/ical/geometry.c \
	daemon/ical/itip.c \
	daemon/ical/join.c \
	daemon/ical/journal.c \
	daemon/ical/notice.c \
	daemon/ical/profile.c \
	daemon/ical/read.c \
	daemon/ical/recur.c \
	daemon/ical/resource.c \
	daemon/ical/scan.c \
	daemon/ical/shift.c \
	daemon/ical/value.c \
	daemon/ical/when.c \
	daemon/ical/write.c \
	daemon/ical/zone.c \
	daemon/model/activity.c \
	daemon/model/notice.c \
	daemon/model/report.c \
	daemon/model/shape.c \
	daemon/policy/escalation.c \
	daemon/policy/json_read.c \
	daemon/policy/land.c \
	daemon/policy/occupancy.c \
	daemon/policy/pace.c \
	daemon/policy/pack.c \
	daemon/policy/pack_files.c \
	daemon/policy/pack_land.c \
	daemon/policy/pack_policy.c \
	daemon/policy/policy.c \
	daemon/policy/rules.c \
	daemon/policy/rules_calendar.c \
	daemon/policy/rules_office.c \
	daemon/policy/rules_place.c \
	daemon/policy/rules_route.c \
	daemon/policy/window.c

# The parts of base that touch the outside world: clock, random octets, standard error.
SHELL_BASE := \
	daemon/base/log.c \
	daemon/base/password.c \
	daemon/base/random.c \
	daemon/base/sign.c

CONFIG := \
	daemon/config/files.c \
	daemon/config/options.c

STORE := \
	daemon/store/codec.c \
	daemon/store/each.c \
	daemon/store/each_account.c \
	daemon/store/journal.c \
	daemon/store/outbox.c \
	daemon/store/put.c \
	daemon/store/replay.c \
	daemon/store/schema.c \
	daemon/store/store.c \
	daemon/store/walk.c

APP := \
	daemon/app/account_admin.c \
	daemon/app/accounts.c \
	daemon/app/agency.c \
	daemon/app/app.c \
	daemon/app/attention.c \
	daemon/app/calendar.c \
	daemon/app/certificate.c \
	daemon/app/checkpoint.c \
	daemon/app/conflicts.c \
	daemon/app/decide.c \
	daemon/app/dispatch.c \
	daemon/app/dispatch_letter.c \
	daemon/app/docket.c \
	daemon/app/drafts.c \
	daemon/app/feed.c \
	daemon/app/feed_book.c \
	daemon/app/freebusy.c \
	daemon/app/happened.c \
	daemon/app/hook.c \
	daemon/app/inbox.c \
	daemon/app/letters.c \
	daemon/app/maintain.c \
	daemon/app/pages.c \
	daemon/app/names.c \
	daemon/app/outside.c \
	daemon/app/missing.c \
	daemon/app/pace.c \
	daemon/app/put_rows.c \
	daemon/app/reports.c \
	daemon/app/retime.c \
	daemon/app/roles.c \
	daemon/app/site.c \
	daemon/app/slots.c \
	daemon/app/setup.c \
	daemon/app/state.c \
	daemon/app/submit.c \
	daemon/app/subscriptions.c \
	daemon/app/summary.c \
	daemon/app/table.c \
	daemon/app/tally.c \
	daemon/app/team.c \
	daemon/app/version.c \
	daemon/app/views.c \
	daemon/app/whatif.c \
	daemon/app/withdraw.c

INTERCHANGE := \
	daemon/interchange/route.c \
	daemon/interchange/track.c \
	daemon/interchange/xml.c

NOTIFY := \
	daemon/notify/address.c \
	daemon/notify/courier.c \
	daemon/notify/hook.c \
	daemon/notify/sender.c

# The sender is a program of its own: it holds no database.
NOTIFYD := \
	daemon/notify/main.c

HTTP := \
	daemon/http/api.c \
	daemon/http/api_ack.c \
	daemon/http/api_accounts.c \
	daemon/http/api_alerts.c \
	daemon/http/api_calendar.c \
	daemon/http/api_cap.c \
	daemon/http/api_certificate.c \
	daemon/http/api_decide.c \
	daemon/http/api_drafts.c \
	daemon/http/api_digest.c \
	daemon/http/api_feed.c \
	daemon/http/api_freebusy.c \
	daemon/http/api_letters.c \
	daemon/http/api_list.c \
	daemon/http/api_metrics.c \
	daemon/http/api_notices.c \
	daemon/http/api_pages.c \
	daemon/http/api_private.c \
	daemon/http/api_reports.c \
	daemon/http/api_retime.c \
	daemon/http/api_routes.c \
	daemon/http/api_sessions.c \
	daemon/http/api_slots.c \
	daemon/http/api_subscriptions.c \
	daemon/http/api_transfer.c \
	daemon/http/api_verdict.c \
	daemon/http/api_whatif.c \
	daemon/http/assets.c \
	daemon/http/auth.c \
	daemon/http/call.c \
	daemon/http/conn.c \
	daemon/http/dav_data.c \
	daemon/http/dav_filter.c \
	daemon/http/dav_find.c \
	daemon/http/dav_itip.c \
	daemon/http/dav_itip_reply.c \
	daemon/http/dav_place.c \
	daemon/http/dav_principal.c \
	daemon/http/dav_props.c \
	daemon/http/dav_refuse.c \
	daemon/http/dav_report.c \
	daemon/http/dav_resource.c \
	daemon/http/dav_sync.c \
	daemon/http/dav_token.c \
	daemon/http/dav_xml.c \
	daemon/http/guess.c \
	daemon/http/hasher.c \
	daemon/http/hourly.c \
	daemon/http/peer.c \
	daemon/http/reply.c \
	daemon/http/reply_etag.c \
	daemon/http/route.c \
	daemon/http/send.c \
	daemon/http/server.c \
	daemon/http/session.c \
	daemon/http/states.c \
	daemon/http/status_map.c \
	daemon/http/stream.c \
	daemon/http/tally.c \
	daemon/http/tls.c \
	daemon/http/upload.c \
	daemon/http/wire.c \
	daemon/http/wire_body.c \
	daemon/http/wire_head.c \
	daemon/http/wire_target.c

MAIN := \
	daemon/main/jarakd.c \
	daemon/main/deliver.c \
	daemon/main/notify_ready.c \
	daemon/main/publish.c \
	daemon/main/reload.c \
	daemon/main/secrets.c \
	daemon/main/site_disk.c

CTL := \
	daemon/ctl/ask.c \
	daemon/ctl/account.c \
	daemon/ctl/account_apply.c \
	daemon/ctl/certificate.c \
	daemon/ctl/check.c \
	daemon/ctl/checkpoint.c \
	daemon/ctl/client.c \
	daemon/ctl/letter.c \
	daemon/ctl/main.c \
	daemon/ctl/maintain.c \
	daemon/ctl/offline.c \
	daemon/ctl/pack.c \
	daemon/ctl/password.c \
	daemon/ctl/query.c \
	daemon/ctl/route.c \
	daemon/ctl/transfer.c \
	daemon/ctl/whatif.c
