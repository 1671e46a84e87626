-- name: round_records
-- duties that units owe whose last day lies between two days, but for those that were excused
SELECT id, round, period, unit, title, last_day, answered, late FROM round_duty
WHERE district = :district AND last_day BETWEEN :first AND :last AND person IS NULL AND state <> 'excused' ORDER BY last_day, id;
