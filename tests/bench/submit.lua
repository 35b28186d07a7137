-- wrk: each request files a notice of its own. Arguments behind --: TOKEN RUN
local token, run, thread_number, count = "", "0", 0, 0
local threads = 0

function setup(thread)
    thread:set("thread_number", threads)
    threads = threads + 1
end

function init(args)
    token, run = args[1], args[2]
    math.randomseed(6408 + thread_number)
    wrk.method = "POST"
    wrk.headers["Authorization"] = "Bearer " .. token
    wrk.headers["Content-Type"] = "text/calendar"
    filler = string.rep("x", 600)
end

function request()
    count = count + 1
    local day = 1 + count % 20
    local body = string.format("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VEVENT\r\n" ..
        "UID:b%s-%d-%d@bench\r\nDTSTAMP:20241101T000000Z\r\n" ..
        "DTSTART;TZID=Asia/Makassar:202411%02dT140000\r\nDTEND;TZID=Asia/Makassar:202411%02dT150000\r\n" ..
        "SUMMARY:Tatap muka\r\nCATEGORIES:TATAP-MUKA\r\nX-JARAK-CONTEST:pilbup-64.08\r\n" ..
        "X-JARAK-PASLON:%d\r\nGEO:%.6f;%.6f\r\nDESCRIPTION:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        run, thread_number, count, day, day, 1 + count % 2, 0.1 + 1.6 * math.random(),
        116.2 + 2.5 * math.random(), filler)
    return wrk.format(nil, "/api/v1/notices", nil, body)
end
