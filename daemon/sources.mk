# What each program is made of. One source a line; the pure side becomes libjarak.a.

# Pure: same inputs, same bytes. Proved by tests/lint/purity.sh.
PURE := \
	daemon/base/arena.c \
	daemon/base/base64.c \
	daemon/base/bytes.c \
	daemon/base/civil.c \
	daemon/base/clock_step.c \
	daemon/base/control_chars.c \
	daemon/base/decimal.c \
	daemon/base/encoding.c \
	daemon/base/defend.c \
	daemon/base/digest.c \
	daemon/base/error.c \
	daemon/base/heap.c \
	daemon/base/intervals.c \
	daemon/base/name_table.c \
	daemon/base/refbuf.c \
	daemon/base/status.c \
	daemon/base/text.c \
	daemon/base/texts.c \
	daemon/engine/approach.c \
	daemon/engine/body.c \
	daemon/engine/body_make.c \
	daemon/engine/candidates.c \
	daemon/engine/convoy.c \
	daemon/engine/inside.c \
	daemon/engine/judge.c \
	daemon/engine/levels_discs.c \
	daemon/engine/levels_fast.c \
	daemon/engine/pair_gap.c \
	daemon/engine/pair_memory.c \
	daemon/engine/parties.c \
	daemon/engine/piece.c \
	daemon/engine/risk_zones.c \
	daemon/engine/rung.c \
	daemon/engine/shared_road.c \
	daemon/engine/slots.c \
	daemon/engine/slots_settle.c \
	daemon/engine/verdict.c \
	daemon/engine/world.c \
	daemon/feed/alert/act.c \
	daemon/feed/alert/alert.c \
	daemon/feed/alert/atom.c \
	daemon/feed/alert/cap.c \
	daemon/feed/alert/digest.c \
	daemon/feed/alert/frame.c \
	daemon/feed/alert/mail.c \
	daemon/feed/alert/mail_calendar.c \
	daemon/feed/alert/text.c \
	daemon/feed/alert/vevent.c \
	daemon/feed/alert/wanted.c \
	daemon/feed/calendar/itip.c \
	daemon/feed/calendar/private.c \
	daemon/feed/calendar/query.c \
	daemon/feed/calendar/requests.c \
	daemon/feed/calendar/subset.c \
	daemon/feed/calendar/xml.c \
	daemon/feed/certificate/verify.c \
	daemon/feed/certificate/verify_complete.c \
	daemon/feed/certificate/write.c \
	daemon/feed/json/account.c \
	daemon/feed/json/build.c \
	daemon/feed/json/clear_times.c \
	daemon/feed/json/clear_times_plan.c \
	daemon/feed/json/field_report.c \
	daemon/feed/json/opinion.c \
	daemon/feed/json/pack.c \
	daemon/feed/json/seen.c \
	daemon/feed/json/time_offer.c \
	daemon/feed/json/values.c \
	daemon/feed/json/verdict.c \
	daemon/feed/json/whatif.c \
	daemon/feed/public/approved.c \
	daemon/feed/public/facts.c \
	daemon/feed/public/html.c \
	daemon/feed/public/jcal.c \
	daemon/feed/public/jcal_value.c \
	daemon/feed/public/page.c \
	daemon/feed/public/qr.c \
	daemon/feed/public/stretch.c \
	daemon/feed/table/calendar.c \
	daemon/feed/table/columns.c \
	daemon/feed/table/known.c \
	daemon/feed/table/map.c \
	daemon/feed/table/number.c \
	daemon/feed/table/read.c \
	daemon/feed/table/row.c \
	daemon/feed/table/split.c \
	daemon/feed/texts/texts.c \
	daemon/geo/buckets.c \
	daemon/geo/cuts.c \
	daemon/geo/geodesic.c \
	daemon/geo/index.c \
	daemon/geo/outline.c \
	daemon/geo/plane.c \
	daemon/geo/point.c \
	daemon/geo/simplify.c \
	daemon/geo/texts.c \
	daemon/ical/carry.c \
	daemon/ical/embed.c \
	daemon/ical/except.c \
	daemon/ical/geometry.c \
	daemon/ical/itip.c \
	daemon/ical/join.c \
	daemon/ical/notice.c \
	daemon/ical/profile.c \
	daemon/ical/read.c \
	daemon/ical/recur.c \
	daemon/ical/resource.c \
	daemon/ical/scan.c \
	daemon/ical/second.c \
	daemon/ical/shift.c \
	daemon/ical/texts.c \
	daemon/ical/value.c \
	daemon/ical/vjournal.c \
	daemon/ical/when.c \
	daemon/ical/write.c \
	daemon/ical/zone.c \
	daemon/model/activity.c \
	daemon/model/address.c \
	daemon/model/alert.c \
	daemon/model/chain_state.c \
	daemon/model/notice.c \
	daemon/model/report.c \
	daemon/model/same.c \
	daemon/model/shape.c \
	daemon/model/texts.c \
	daemon/model/words.c \
	daemon/model/words_time.c \
	daemon/policy/escalation.c \
	daemon/policy/json_read.c \
	daemon/policy/land.c \
	daemon/policy/occupancy.c \
	daemon/policy/pack.c \
	daemon/policy/pack_check.c \
	daemon/policy/pack_contests.c \
	daemon/policy/pack_files.c \
	daemon/policy/pack_land.c \
	daemon/policy/pack_policy.c \
	daemon/policy/place_words.c \
	daemon/policy/policy.c \
	daemon/policy/precedence.c \
	daemon/policy/push_hours.c \
	daemon/policy/rules/rules.c \
	daemon/policy/rules/calendar.c \
	daemon/policy/rules/chain.c \
	daemon/policy/rules/office.c \
	daemon/policy/rules/place.c \
	daemon/policy/rules/route.c \
	daemon/policy/settle.c \
	daemon/policy/texts.c \
	daemon/policy/touched.c \
	daemon/policy/window.c

# The parts of base that touch the outside world: clock, random octets, standard error.
SHELL_BASE := \
	daemon/base/log.c \
	daemon/base/password.c \
	daemon/base/random.c \
	daemon/base/sign.c

CONFIG := \
	daemon/config/files.c \
	daemon/config/options.c \
	daemon/config/texts.c

STORE := \
	daemon/store/codec.c \
	daemon/store/each.c \
	daemon/store/fold.c \
	daemon/store/journal.c \
	daemon/store/kinds.c \
	daemon/store/outbox.c \
	daemon/store/put.c \
	daemon/store/replay.c \
	daemon/store/schema.c \
	daemon/store/store.c \
	daemon/store/texts.c \
	daemon/store/walk.c

APP := \
	daemon/app/accounts/accounts.c \
	daemon/app/accounts/admin.c \
	daemon/app/accounts/roles.c \
	daemon/app/alerts/digest.c \
	daemon/app/alerts/inbox.c \
	daemon/app/alerts/outbox_message.c \
	daemon/app/alerts/outbox_queue.c \
	daemon/app/alerts/subscriptions.c \
	daemon/app/alerts/targets.c \
	daemon/app/alerts/throttle.c \
	daemon/app/conflicts/act_alerts.c \
	daemon/app/conflicts/alerts.c \
	daemon/app/conflicts/conflicts.c \
	daemon/app/conflicts/escalation.c \
	daemon/app/conflicts/index.c \
	daemon/app/conflicts/judge.c \
	daemon/app/conflicts/opinions.c \
	daemon/app/conflicts/view.c \
	daemon/app/conflicts/whatif.c \
	daemon/app/decisions/certificate.c \
	daemon/app/decisions/clear_times.c \
	daemon/app/decisions/clear_times_closed.c \
	daemon/app/decisions/clear_times_plan.c \
	daemon/app/decisions/decide.c \
	daemon/app/decisions/retime.c \
	daemon/app/decisions/room.c \
	daemon/app/group.c \
	daemon/app/handle/handle.c \
	daemon/app/load.c \
	daemon/app/maintain/checkpoint.c \
	daemon/app/maintain/erase.c \
	daemon/app/maintain/maintain.c \
	daemon/app/maintain/setup.c \
	daemon/app/notices/allowed.c \
	daemon/app/notices/attachment.c \
	daemon/app/notices/field_reports.c \
	daemon/app/notices/history.c \
	daemon/app/notices/ownership.c \
	daemon/app/notices/resource_names.c \
	daemon/app/notices/room.c \
	daemon/app/notices/stated.c \
	daemon/app/notices/submit.c \
	daemon/app/notices/verdict.c \
	daemon/app/notices/withdraw.c \
	daemon/app/public/caldav_view.c \
	daemon/app/public/feed_cache.c \
	daemon/app/public/items.c \
	daemon/app/public/pages.c \
	daemon/app/public/static_site.c \
	daemon/app/public/watch.c \
	daemon/app/registry/addresses.c \
	daemon/app/registry/as_happened.c \
	daemon/app/registry/assessed.c \
	daemon/app/notices/chain_acts.c \
	daemon/app/registry/chain_times.c \
	daemon/app/registry/days.c \
	daemon/app/registry/leg_size.c \
	daemon/app/registry/missing_fields.c \
	daemon/app/registry/registry.c \
	daemon/app/registry/room.c \
	daemon/app/registry/rows.c \
	daemon/app/registry/standing.c \
	daemon/app/registry/sttp_numbers.c \
	daemon/app/registry/totals.c \
	daemon/app/registry/version.c \
	daemon/app/teams/drafts.c \
	daemon/app/teams/public_world.c \
	daemon/app/teams/replaces.c \
	daemon/app/teams/team.c \
	daemon/app/texts/texts.c \
	daemon/app/tick.c

INTERCHANGE := \
	daemon/interchange/clean.c \
	daemon/interchange/route.c \
	daemon/interchange/standing.c \
	daemon/interchange/texts.c \
	daemon/interchange/track.c \
	daemon/interchange/track_json.c \
	daemon/interchange/track_xml.c \
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
	daemon/http/api/alert_streams.c \
	daemon/http/api/answer.c \
	daemon/http/api/calendar_reply.c \
	daemon/http/api/metrics_counts.c \
	daemon/http/api/request.c \
	daemon/http/dav/data.c \
	daemon/http/dav/filter.c \
	daemon/http/dav/find.c \
	daemon/http/dav/itip.c \
	daemon/http/dav/itip_reply.c \
	daemon/http/dav/place.c \
	daemon/http/dav/principal.c \
	daemon/http/dav/props.c \
	daemon/http/dav/refuse.c \
	daemon/http/dav/report.c \
	daemon/http/dav/resource.c \
	daemon/http/dav/sync.c \
	daemon/http/dav/token.c \
	daemon/http/dav/xml.c \
	daemon/http/login/accounts.c \
	daemon/http/login/auth.c \
	daemon/http/login/check_quota.c \
	daemon/http/login/cookie.c \
	daemon/http/login/device.c \
	daemon/http/login/guess_delay.c \
	daemon/http/login/hasher.c \
	daemon/http/login/session.c \
	daemon/http/login/sessions.c \
	daemon/http/public/assets.c \
	daemon/http/public/feed.c \
	daemon/http/public/pages.c \
	daemon/http/public/token_feeds.c \
	daemon/http/rest/alert_ack.c \
	daemon/http/rest/alert_cap.c \
	daemon/http/rest/alerts.c \
	daemon/http/rest/attachment.c \
	daemon/http/rest/certificate.c \
	daemon/http/rest/decide.c \
	daemon/http/rest/digest.c \
	daemon/http/rest/drafts.c \
	daemon/http/rest/freebusy.c \
	daemon/http/rest/metrics.c \
	daemon/http/rest/notices.c \
	daemon/http/rest/notices_list.c \
	daemon/http/rest/opinion.c \
	daemon/http/rest/pack.c \
	daemon/http/rest/reports.c \
	daemon/http/rest/retime.c \
	daemon/http/rest/slots.c \
	daemon/http/rest/subscriptions.c \
	daemon/http/rest/track_upload.c \
	daemon/http/rest/transfer.c \
	daemon/http/rest/upload.c \
	daemon/http/rest/whatif.c \
	daemon/http/routes.c \
	daemon/http/server/call.c \
	daemon/http/server/conn.c \
	daemon/http/server/conn_states.c \
	daemon/http/server/peer.c \
	daemon/http/server/reply.c \
	daemon/http/server/reply_etag.c \
	daemon/http/server/router.c \
	daemon/http/server/send.c \
	daemon/http/server/server.c \
	daemon/http/server/status_map.c \
	daemon/http/server/stream.c \
	daemon/http/server/tls.c \
	daemon/http/server/wire.c \
	daemon/http/server/wire_body.c \
	daemon/http/server/wire_head.c \
	daemon/http/server/wire_target.c \
	daemon/http/texts/texts.c

MAIN := \
	daemon/main/deliver.c \
	daemon/main/jarakd.c \
	daemon/main/notify_ready.c \
	daemon/main/publish.c \
	daemon/main/reload.c \
	daemon/main/secrets.c \
	daemon/main/site_disk.c \
	daemon/main/texts.c

CTL := \
	daemon/ctl/account.c \
	daemon/ctl/account_apply.c \
	daemon/ctl/ask.c \
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
	daemon/ctl/route.c \
	daemon/ctl/texts.c \
	daemon/ctl/transfer.c \
	daemon/ctl/whatif.c \
	daemon/ctl/words.c
