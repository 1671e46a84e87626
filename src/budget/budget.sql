-- name: budget_lines
-- the lines of a year: of a unit, or those of a scope
SELECT id, year, name, kind, unit, amount, spent, warn, version FROM budget_line
WHERE district = :district AND year = :year AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)))
ORDER BY kind, unit, id;

-- name: budget_lines (postgresql)
SELECT id, year, name, kind, unit, amount, spent, warn, version FROM budget_line
WHERE district = :district AND year = :year
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
ORDER BY kind, unit, id;

-- name: budget_years
-- years that have lines, newest first
SELECT DISTINCT year FROM budget_line WHERE district = :district ORDER BY year DESC;

-- name: budget_public
-- the three public expenses of a year: how many lines, their caps, what was spent
SELECT COUNT(*), COALESCE(SUM(amount), 0), COALESCE(SUM(spent), 0) FROM budget_line
WHERE district = :district AND year = :year AND kind IN ('reception', 'vehicle', 'abroad');

-- name: budget_line_by_id
-- one line
SELECT id, year, name, kind, unit, amount, spent, warn, version FROM budget_line WHERE district = :district AND id = :id;

-- name: budget_line_named
-- a line of the same name
SELECT id FROM budget_line WHERE district = :district AND year = :year AND unit = :unit AND name = :name;

-- name: budget_line_insert
-- a new line
INSERT INTO budget_line (district, id, year, name, kind, unit, amount, spent, warn, version)
VALUES (:district, :id, :year, :name, :kind, :unit, :amount, 0, :warn, 1);

-- name: budget_line_spend
-- spends within the cap, gives back no more than was spent; no row changes otherwise
UPDATE budget_line SET spent = spent + :amount, version = version + 1
WHERE district = :district AND id = :id AND spent + :amount <= amount AND spent + :amount >= 0;

-- name: budget_line_cap
-- a new cap, not below what was spent
UPDATE budget_line SET amount = :amount, version = version + 1
WHERE district = :district AND id = :id AND version = :version AND spent <= :amount;

-- name: budget_entry_last
-- the number of the last entry
SELECT COALESCE(MAX(number), 0) FROM budget_entry WHERE district = :district AND line = :line;

-- name: budget_entry_insert
-- one more
INSERT INTO budget_entry (district, line, number, kind, day, amount, text, files, at, by_account)
VALUES (:district, :line, :number, :kind, :day, :amount, :text, :files, :at, :by_account);

-- name: budget_entries
-- what happened to a line, newest first
SELECT number, kind, day, amount, text, files, at, by_account FROM budget_entry WHERE district = :district AND line = :line
ORDER BY number DESC LIMIT 500;

-- name: debts
-- debts, the next to mature first
SELECT id, name, kind, creditor, unit, principal, rate, issued, matures, repaid, version FROM debt
WHERE district = :district AND (CAST(:id AS TEXT) IS NULL OR id = :id)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)))
ORDER BY matures, id LIMIT 1000;

-- name: debts (postgresql)
SELECT id, name, kind, creditor, unit, principal, rate, issued, matures, repaid, version FROM debt
WHERE district = :district AND (CAST(:id AS TEXT) IS NULL OR id = :id)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
ORDER BY matures, id LIMIT 1000;

-- name: debt_insert
-- a new debt
INSERT INTO debt (district, id, name, kind, creditor, unit, principal, rate, issued, matures, repaid, version)
VALUES (:district, :id, :name, :kind, :creditor, :unit, :principal, :rate, :issued, :matures, 0, 1);

-- name: debt_due_insert
-- a part of its plan
INSERT INTO debt_due (district, debt, day, amount) VALUES (:district, :debt, :day, :amount);

-- name: debt_dues
-- its plan of repayment
SELECT day, amount FROM debt_due WHERE district = :district AND debt = :debt ORDER BY day;

-- name: debt_repay
-- repays no more than is owed
UPDATE debt SET repaid = repaid + :amount, version = version + 1 WHERE district = :district AND id = :id AND repaid + :amount <= principal;

-- name: debt_payment_last
-- the number of the last repayment
SELECT COALESCE(MAX(number), 0) FROM debt_payment WHERE district = :district AND debt = :debt;

-- name: debt_payment_insert
-- a repayment
INSERT INTO debt_payment (district, debt, number, day, amount, text, files, at, by_account)
VALUES (:district, :debt, :number, :day, :amount, :text, :files, :at, :by_account);

-- name: debt_payment_days
-- what was repaid when
SELECT day, amount FROM debt_payment WHERE district = :district AND debt = :debt ORDER BY day, number;

-- name: debt_payments
-- repayments, newest first
SELECT number, day, amount, text, files, at, by_account FROM debt_payment WHERE district = :district AND debt = :debt
ORDER BY number DESC LIMIT 500;
