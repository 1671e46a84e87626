-- What registers know of projects: their names, units, libraries, totals, firms and plots, as project_link() says them from now on; what it has said already stays.
INSERT INTO register_value (district, object, field, type, text, number, only_one)
    SELECT district, id, 'name', 'project', name, NULL, NULL FROM project WHERE name IS NOT NULL ON CONFLICT (district, object, field) DO NOTHING;
INSERT INTO register_value (district, object, field, type, text, number, only_one)
    SELECT district, id, 'unit', 'project', lead_unit, NULL, NULL FROM project WHERE lead_unit IS NOT NULL ON CONFLICT (district, object, field) DO NOTHING;
INSERT INTO register_value (district, object, field, type, text, number, only_one)
    SELECT district, id, 'library', 'project', library, NULL, NULL FROM project WHERE state <> 'given_up' ON CONFLICT (district, object, field) DO NOTHING;
INSERT INTO register_value (district, object, field, type, text, number, only_one)
    SELECT district, id, 'total', 'project', CAST(total AS TEXT), total, NULL FROM project WHERE total IS NOT NULL ON CONFLICT (district, object, field) DO NOTHING;
INSERT INTO register_value (district, object, field, type, text, number, only_one)
    SELECT district, id, 'firm', 'project', firm, NULL, NULL FROM project WHERE firm IS NOT NULL ON CONFLICT (district, object, field) DO NOTHING;
INSERT INTO register_value (district, object, field, type, text, number, only_one)
    SELECT district, id, 'plot', 'project', plot, NULL, NULL FROM project WHERE plot IS NOT NULL ON CONFLICT (district, object, field) DO NOTHING;
