-- wrk: each request PUTs a notice of its own. Arguments behind --: FOLDER FILE TAG [AUTHORIZATION]
-- FILE holds notices, an empty line between two; when it is through, it starts over under other UIDs.
local folder, tag, notices, round, number = "/", "p", {}, 0, 0

function init(args)
    folder = args[1]
    tag = args[3]
    wrk.method = "PUT"
    wrk.headers["Content-Type"] = "text/calendar; charset=utf-8"
    wrk.headers["If-None-Match"] = "*"
    wrk.headers["Authorization"] = args[4]
    local file = assert(io.open(args[2], "rb"))
    local text = file:read("*a")
    file:close()
    for notice in text:gmatch("(BEGIN:VCALENDAR.-END:VCALENDAR\r\n)") do
        notices[#notices + 1] = notice
    end
end

function request()
    number = number % #notices + 1
    if number == 1 then round = round + 1 end
    local uid = string.format("%s-%d-%d", tag, round, number)
    local body = notices[number]:gsub("UID:[^\r]+", "UID:" .. uid, 1)
    return wrk.format(nil, folder .. uid .. ".ics", nil, body)
end
