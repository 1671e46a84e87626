-- name: register_types
-- the newest version of each type, in the order of the file
SELECT t.key, t.version, t.source FROM register_type t
WHERE t.district = :district AND (CAST(:key AS TEXT) IS NULL OR t.key = :key)
    AND t.version = (SELECT MAX(n.version) FROM register_type n WHERE n.district = t.district AND n.key = t.key)
ORDER BY t.position, t.key;

-- name: register_type_insert
-- a new version
INSERT INTO register_type (district, key, version, position, source, loaded) VALUES (:district, :key, :version, :position, :source, :loaded);

-- name: register_tally
-- how many objects of a type there are that somebody may see
SELECT COUNT(*) FROM register_object WHERE district = :district AND type = :type AND retired IS NULL
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)));

-- name: register_tally (postgresql)
SELECT COUNT(*) FROM register_object WHERE district = :district AND type = :type AND retired IS NULL
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))));

-- name: register_by_id
-- one object
SELECT o.id, o.type, o.name, o.unit, o.area, o.retired, o.lon, o.lat, o.outline, o.form, o.version, o.changed FROM register_object o WHERE o.district = :district AND o.id = :id;

-- name: register_page
-- a page of a type's objects that the filters ({field: value}) leave, and how many there are
SELECT o.id, o.type, o.name, o.unit, o.area, o.retired, o.lon, o.lat, o.outline, o.form, o.version, o.changed, COUNT(*) OVER ()
FROM register_object o LEFT JOIN register_value s ON s.district = o.district AND s.object = o.id AND s.field = CAST(:sort AS TEXT)
WHERE o.district = :district AND o.type = :type AND (o.retired IS NOT NULL) = (CAST(:retired AS BIGINT) = 1)
    AND (CAST(:scope AS TEXT) IS NULL OR o.unit IN (SELECT value FROM json_each(:scope)))
    AND (CAST(:q AS TEXT) IS NULL OR o.search LIKE :q ESCAPE '\')
    AND (CAST(:area AS TEXT) IS NULL OR o.area = :area)
    AND (CAST(:west AS BIGINT) IS NULL OR (o.west <= CAST(:east AS BIGINT) AND o.east >= CAST(:west AS BIGINT)
        AND o.south <= CAST(:north AS BIGINT) AND o.north >= CAST(:south AS BIGINT)))
    AND NOT EXISTS (SELECT 1 FROM json_each(:filters) f WHERE NOT EXISTS (
        SELECT 1 FROM register_value v WHERE v.district = o.district AND v.object = o.id AND v.field = f.key AND v.text = f.value))
ORDER BY s.object IS NULL, CASE WHEN CAST(:descending AS BIGINT) = 0 THEN s.number END, CASE WHEN CAST(:descending AS BIGINT) = 1 THEN -s.number END,
    CASE WHEN CAST(:descending AS BIGINT) = 0 THEN s.text END, CASE WHEN CAST(:descending AS BIGINT) = 1 THEN s.text END DESC, o.name, o.id
LIMIT :count OFFSET :offset;

-- name: register_page (postgresql)
SELECT o.id, o.type, o.name, o.unit, o.area, o.retired, o.lon, o.lat, o.outline, o.form, o.version, o.changed, COUNT(*) OVER ()
FROM register_object o LEFT JOIN register_value s ON s.district = o.district AND s.object = o.id AND s.field = CAST(:sort AS TEXT)
WHERE o.district = :district AND o.type = :type AND (o.retired IS NOT NULL) = (CAST(:retired AS BIGINT) = 1)
    AND (CAST(:scope AS TEXT) IS NULL OR o.unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
    AND (CAST(:q AS TEXT) IS NULL OR o.search LIKE :q ESCAPE '\')
    AND (CAST(:area AS TEXT) IS NULL OR o.area = :area)
    AND (CAST(:west AS BIGINT) IS NULL OR (o.west <= CAST(:east AS BIGINT) AND o.east >= CAST(:west AS BIGINT)
        AND o.south <= CAST(:north AS BIGINT) AND o.north >= CAST(:south AS BIGINT)))
    AND NOT EXISTS (SELECT 1 FROM jsonb_each_text(CAST(:filters AS JSONB)) f(key, value) WHERE NOT EXISTS (
        SELECT 1 FROM register_value v WHERE v.district = o.district AND v.object = o.id AND v.field = f.key AND v.text = f.value))
ORDER BY s.object IS NULL, CASE WHEN CAST(:descending AS BIGINT) = 0 THEN s.number END, CASE WHEN CAST(:descending AS BIGINT) = 1 THEN -s.number END,
    CASE WHEN CAST(:descending AS BIGINT) = 0 THEN s.text END, CASE WHEN CAST(:descending AS BIGINT) = 1 THEN s.text END DESC, o.name, o.id
LIMIT :count OFFSET :offset;

-- name: register_names
-- the names of a type's objects
SELECT id, name, unit FROM register_object WHERE district = :district AND type = :type AND retired IS NULL ORDER BY name, id;

-- name: register_named
-- the object of a type with a name, if it is the only one
SELECT MIN(id) FROM register_object WHERE district = :district AND type = :type AND name = :name AND retired IS NULL HAVING COUNT(*) = 1;

-- name: register_holder
-- whose unique value it is
SELECT object FROM register_value WHERE district = :district AND type = :type AND field = :field AND only_one = :value;

-- name: register_outside_named
-- what lies outside the registers with a name, if it is the only one
SELECT MIN(object) FROM register_value WHERE district = :district AND field = 'name' AND type = :kind AND text = :name HAVING COUNT(*) = 1;

-- name: register_known
-- one value of an object
SELECT text FROM register_value WHERE district = :district AND object = :object AND field = :field;

-- name: register_insert
-- a new object
INSERT INTO register_object (district, id, type, name, search, unit, area, retired, lon, lat, outline, west, south, east, north, form, version, changed)
VALUES (:district, :id, :type, :name, :search, :unit, :area, NULL, :lon, :lat, :outline, :west, :south, :east, :north, :form, 1, :changed);

-- name: register_update
-- what changed, from the version that was seen
UPDATE register_object SET name = :name, search = :search, unit = :unit, area = :area, retired = :retired, lon = :lon, lat = :lat, outline = :outline,
    west = :west, south = :south, east = :east, north = :north, form = :form, version = version + 1, changed = :changed
WHERE district = :district AND id = :id AND version = :version;

-- name: register_values_clear
-- its values, before they are written again
DELETE FROM register_value WHERE district = :district AND object = :object;

-- name: register_value_insert
-- one value
INSERT INTO register_value (district, object, field, type, text, number, only_one)
VALUES (:district, :object, :field, :type, :text, :number, :only_one);

-- name: register_change_insert
-- what was done to an object
INSERT INTO register_change (district, object, number, kind, at, by_account, reason, type_version, before, after)
VALUES (:district, :object, :number, :kind, :at, :by_account, :reason, :type_version, :before, :after);

-- name: register_changes
-- what was done to an object, newest first
SELECT number, kind, at, by_account, reason, before, after FROM register_change WHERE district = :district AND object = :object
ORDER BY number DESC LIMIT 500;

-- name: register_referrers
-- what names an object: objects, and what lies outside the registers
SELECT v.object, v.type, COALESCE(o.name, n.text), v.field, COALESCE(o.unit, u.text)
FROM register_value v LEFT JOIN register_object o ON o.district = v.district AND o.id = v.object
LEFT JOIN register_value n ON n.district = v.district AND n.object = v.object AND n.field = 'name'
LEFT JOIN register_value u ON u.district = v.district AND u.object = v.object AND u.field = 'unit'
WHERE v.district = :district AND v.text = :object AND o.retired IS NULL AND v.field IN (SELECT value FROM json_each(:fields))
ORDER BY v.type, COALESCE(o.name, n.text), v.object LIMIT 500;

-- name: register_referrers (postgresql)
SELECT v.object, v.type, COALESCE(o.name, n.text), v.field, COALESCE(o.unit, u.text)
FROM register_value v LEFT JOIN register_object o ON o.district = v.district AND o.id = v.object
LEFT JOIN register_value n ON n.district = v.district AND n.object = v.object AND n.field = 'name'
LEFT JOIN register_value u ON u.district = v.district AND u.object = v.object AND u.field = 'unit'
WHERE v.district = :district AND v.text = :object AND o.retired IS NULL AND v.field IN (SELECT jsonb_array_elements_text(CAST(:fields AS JSONB)))
ORDER BY v.type, COALESCE(o.name, n.text), v.object LIMIT 500;

-- name: register_between
-- objects of a type whose field :field is a day from :from on and before :until, in their order
SELECT o.id, o.type, o.name, o.unit, o.area, o.retired, o.lon, o.lat, o.outline, o.form, o.version, o.changed
FROM register_value v JOIN register_object o ON o.district = v.district AND o.id = v.object
WHERE v.district = :district AND v.field = :field AND v.text >= :from AND v.text < :until AND v.type = :type AND o.retired IS NULL
ORDER BY v.text, o.name, o.id LIMIT :limit;

-- name: register_outside
-- what lies outside the registers, by id: its kind, name and unit
SELECT n.type, n.text, u.text FROM register_value n
JOIN register_value u ON u.district = n.district AND u.object = n.object AND u.field = 'unit'
WHERE n.district = :district AND n.object = :id AND n.field = 'name';

-- name: register_sums
-- by what their field :by names: how many objects of a type, and the sum of a field, of those whose field :where is known and has one of some choices,
-- and whose day :day is of the year that field :year of what is named says
SELECT l.text, COUNT(*), CAST(COALESCE(SUM(v.number), 0) AS BIGINT)
FROM register_value l LEFT JOIN register_object o ON o.district = l.district AND o.id = l.object
LEFT JOIN register_value v ON v.district = l.district AND v.object = l.object AND v.field = CAST(:sum AS TEXT)
LEFT JOIN register_value w ON w.district = l.district AND w.object = l.object AND w.field = CAST(:where AS TEXT)
LEFT JOIN register_value d ON d.district = l.district AND d.object = l.object AND d.field = CAST(:day AS TEXT)
LEFT JOIN register_value y ON y.district = l.district AND y.object = l.text AND y.field = CAST(:year AS TEXT)
WHERE l.district = :district AND l.type = :type AND l.field = :by AND o.retired IS NULL AND (CAST(:target AS TEXT) IS NULL OR l.text = :target)
    AND (CAST(:where AS TEXT) IS NULL OR w.text IS NOT NULL) AND (CAST(:day AS TEXT) IS NULL OR SUBSTR(d.text, 1, 4) = y.text)
    AND (CAST(:among AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM json_each(:among) a WHERE instr(',' || w.text || ',', ',' || a.value || ',') > 0))
GROUP BY l.text;

-- name: register_sums (postgresql)
SELECT l.text, COUNT(*), CAST(COALESCE(SUM(v.number), 0) AS BIGINT)
FROM register_value l LEFT JOIN register_object o ON o.district = l.district AND o.id = l.object
LEFT JOIN register_value v ON v.district = l.district AND v.object = l.object AND v.field = CAST(:sum AS TEXT)
LEFT JOIN register_value w ON w.district = l.district AND w.object = l.object AND w.field = CAST(:where AS TEXT)
LEFT JOIN register_value d ON d.district = l.district AND d.object = l.object AND d.field = CAST(:day AS TEXT)
LEFT JOIN register_value y ON y.district = l.district AND y.object = l.text AND y.field = CAST(:year AS TEXT)
WHERE l.district = :district AND l.type = :type AND l.field = :by AND o.retired IS NULL AND (CAST(:target AS TEXT) IS NULL OR l.text = :target)
    AND (CAST(:where AS TEXT) IS NULL OR w.text IS NOT NULL) AND (CAST(:day AS TEXT) IS NULL OR SUBSTR(d.text, 1, 4) = y.text)
    AND (CAST(:among AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(CAST(:among AS JSONB)) a(value) WHERE strpos(',' || w.text || ',', ',' || a.value || ',') > 0))
GROUP BY l.text;

-- name: register_counted
-- the same objects one by one, the greatest first
SELECT l.object, COALESCE(o.name, n.text), COALESCE(o.unit, u.text)
FROM register_value l LEFT JOIN register_object o ON o.district = l.district AND o.id = l.object
LEFT JOIN register_value n ON n.district = l.district AND n.object = l.object AND n.field = 'name'
LEFT JOIN register_value u ON u.district = l.district AND u.object = l.object AND u.field = 'unit'
LEFT JOIN register_value v ON v.district = l.district AND v.object = l.object AND v.field = CAST(:sum AS TEXT)
LEFT JOIN register_value w ON w.district = l.district AND w.object = l.object AND w.field = CAST(:where AS TEXT)
LEFT JOIN register_value d ON d.district = l.district AND d.object = l.object AND d.field = CAST(:day AS TEXT)
LEFT JOIN register_value y ON y.district = l.district AND y.object = l.text AND y.field = CAST(:year AS TEXT)
WHERE l.district = :district AND l.type = :type AND l.field = :by AND o.retired IS NULL AND (CAST(:target AS TEXT) IS NULL OR l.text = :target)
    AND (CAST(:where AS TEXT) IS NULL OR w.text IS NOT NULL) AND (CAST(:day AS TEXT) IS NULL OR SUBSTR(d.text, 1, 4) = y.text)
    AND (CAST(:among AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM json_each(:among) a WHERE instr(',' || w.text || ',', ',' || a.value || ',') > 0))
ORDER BY COALESCE(v.number, 0) DESC, d.text, COALESCE(o.name, n.text), l.object LIMIT :limit;

-- name: register_counted (postgresql)
SELECT l.object, COALESCE(o.name, n.text), COALESCE(o.unit, u.text)
FROM register_value l LEFT JOIN register_object o ON o.district = l.district AND o.id = l.object
LEFT JOIN register_value n ON n.district = l.district AND n.object = l.object AND n.field = 'name'
LEFT JOIN register_value u ON u.district = l.district AND u.object = l.object AND u.field = 'unit'
LEFT JOIN register_value v ON v.district = l.district AND v.object = l.object AND v.field = CAST(:sum AS TEXT)
LEFT JOIN register_value w ON w.district = l.district AND w.object = l.object AND w.field = CAST(:where AS TEXT)
LEFT JOIN register_value d ON d.district = l.district AND d.object = l.object AND d.field = CAST(:day AS TEXT)
LEFT JOIN register_value y ON y.district = l.district AND y.object = l.text AND y.field = CAST(:year AS TEXT)
WHERE l.district = :district AND l.type = :type AND l.field = :by AND o.retired IS NULL AND (CAST(:target AS TEXT) IS NULL OR l.text = :target)
    AND (CAST(:where AS TEXT) IS NULL OR w.text IS NOT NULL) AND (CAST(:day AS TEXT) IS NULL OR SUBSTR(d.text, 1, 4) = y.text)
    AND (CAST(:among AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(CAST(:among AS JSONB)) a(value) WHERE strpos(',' || w.text || ',', ',' || a.value || ',') > 0))
ORDER BY COALESCE(v.number, 0) DESC, d.text, COALESCE(o.name, n.text), l.object LIMIT :limit;

-- name: register_values_of
-- what is known of some objects
SELECT v.object, v.field, v.text FROM register_value v WHERE v.district = :district AND v.object IN (SELECT value FROM json_each(:objects));

-- name: register_values_of (postgresql)
SELECT v.object, v.field, v.text FROM register_value v
WHERE v.district = :district AND v.object IN (SELECT jsonb_array_elements_text(CAST(:objects AS JSONB)));
