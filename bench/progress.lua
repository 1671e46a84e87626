-- For wrk: each request is a note of progress on the next commitment of bench/commitments.sql. Arguments: the session's cookie, its CSRF token.
local headers = {}
local number = 0

function init(arguments)
    headers = {["Content-Type"] = "application/json", ["Cookie"] = arguments[1], ["X-CSRF-Token"] = arguments[2]}
end

function request()
    number = number + 1
    return wrk.format("POST", string.format("/api/v1/commitments/%026d/progress", number), headers, '{"text": "已完成土地平整，正在修建渠系。", "percent": 40}')
end
