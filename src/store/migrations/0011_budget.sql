-- Budget lines with what was spent of them, and debts with their plan of repayment. Amounts are ten-thousandths of 万元: yuan.

CREATE TABLE budget_line (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    year BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    amount BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    warn BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX budget_line_by_name ON budget_line (district, year, unit, name);

-- Spending (positive), money that came back (negative), and changes of the cap.
CREATE TABLE budget_entry (
    district TEXT NOT NULL,
    line TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    amount BIGINT NOT NULL,
    text TEXT NOT NULL,
    files TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, line, number)
); -- clustered

CREATE TABLE debt (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    creditor TEXT NOT NULL,
    unit TEXT NOT NULL,
    principal BIGINT NOT NULL,
    rate BIGINT NOT NULL,
    issued TEXT NOT NULL,
    matures TEXT NOT NULL,
    repaid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered

CREATE TABLE debt_due (
    district TEXT NOT NULL,
    debt TEXT NOT NULL,
    day TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (district, debt, day)
); -- clustered

CREATE TABLE debt_payment (
    district TEXT NOT NULL,
    debt TEXT NOT NULL,
    number BIGINT NOT NULL,
    day TEXT NOT NULL,
    amount BIGINT NOT NULL,
    text TEXT NOT NULL,
    files TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, debt, number)
); -- clustered
