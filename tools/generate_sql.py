"""Turn named SQL into C.

    generate_sql.py statements OUT.h OUT.c NAME FILE.sql     one mechanism's statements
    generate_sql.py table OUT.c NAME …                       the table of all mechanisms' statements
    generate_sql.py migrations OUT.c FILE.sql …              the numbered migrations, in both dialects

A statement is a comment `-- name: unit_by_id`, further comments that document it, and SQL with :name parameters. A second
`-- name: unit_by_id (postgresql)` gives the text for one engine. Parameters are numbered in the order of their first use in the first text,
and the header says that order. See src/store/README.md.
"""

import os
import re
import sys

ENGINES = ("sqlite", "postgresql")
MARKS = ("?", "$")
TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|::\w+|:([a-z_][a-z0-9_]*)", re.S)
NAME = re.compile(r"^-- name: ([a-z][a-z0-9_]*)(?: \((sqlite|postgresql)\))?\s*$")


def c_string(text):
    lines = text.split("\n")
    quoted = ['"' + l.replace("\\", "\\\\").replace('"', '\\"') + ("\\n" if i + 1 < len(lines) else "") + '"' for i, l in enumerate(lines)]
    return "\n    ".join(quoted)


def without_comments(sql):
    return "\n".join(l for l in sql.split("\n") if l.strip() and not l.strip().startswith("--")).strip().rstrip(";")


def parameters(sql):
    return list(dict.fromkeys(m.group(1) for m in TOKEN.finditer(sql) if m.group(1)))


def numbered(sql, order, mark, place):
    def replace(match):
        name = match.group(1)
        if not name:
            return match.group(0)
        if name not in order:
            sys.exit(f"{place}: parameter :{name} is not in the statement's first text")
        return f"{mark}{order.index(name) + 1}"

    return TOKEN.sub(replace, sql)


def load(path):
    """{name: {"doc": str, engine or None: sql}} in file order."""
    statements, current = {}, None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        match = NAME.match(line)
        if match:
            name, engine = match.groups()
            statement = statements.setdefault(name, {})
            if engine in statement:
                sys.exit(f"{path}:{number}: {name} is defined twice")
            statement[engine] = []
            current = statement[engine]
        elif current is not None:
            current.append(line.rstrip("\n"))
        elif line.strip() and not line.startswith("--"):
            sys.exit(f"{path}:{number}: SQL before the first -- name:")
    return statements


def statements(header, source, mechanism, path):
    with open(header, "w", encoding="utf-8") as h, open(source, "w", encoding="utf-8") as c:
        h.write('#pragma once\n\n#include "store/store.h"\n\n')
        c.write(f'#include "{os.path.basename(header)}"\n\n')
        loaded = load(path)
        for name, texts in loaded.items():
            first = next(iter(texts.values()))
            order = parameters(without_comments("\n".join(first)))
            doc = " ".join(l.strip()[2:].strip() for l in first if l.strip().startswith("--"))
            h.write(f"/* {doc}\n * Parameters: {', '.join(order) or 'none'} */\nextern const StoreStatement sql_{name};\n\n")
            sql = []
            for engine, mark in zip(ENGINES, MARKS):
                lines = texts.get(engine, texts.get(None))
                if lines is None:
                    sys.exit(f"{path}: {name} has no text for {engine}")
                sql.append(c_string(numbered(without_comments("\n".join(lines)), order, mark, f"{path}: {name}")))
            c.write(f'const StoreStatement sql_{name} = {{"{name}", {{{sql[0]},\n    {sql[1]}}}, {len(order)}}};\n\n')
        h.write(f"extern const StoreStatement *const {mechanism}_statements[];\n")
        c.write(f"const StoreStatement *const {mechanism}_statements[] = {{\n")
        c.writelines(f"    &sql_{name},\n" for name in loaded)
        c.write("    NULL,\n};\n")


def table(out, mechanisms):
    with open(out, "w", encoding="utf-8") as c:
        c.write('#include "store/statements.h"\n\n')
        c.writelines(f"extern const StoreStatement *const {m}_statements[];\n" for m in mechanisms)
        c.write("\nconst StoreStatement *const *const all_statements[] = {\n")
        c.writelines(f"    {m}_statements,\n" for m in mechanisms)
        c.write("    NULL,\n};\n")


def sqlite_dialect(sql):
    def create(match):
        clustered = ", WITHOUT ROWID" if match.group(2) else ""
        return f"{match.group(1)}\n) STRICT{clustered};"

    sql = re.sub(r"(CREATE TABLE .*?)\n\);( -- clustered)?", create, sql, flags=re.S)
    return re.sub(r"\bBYTEA\b", "BLOB", re.sub(r"\bBIGINT\b", "INTEGER", sql))


def migrations(out, paths):
    with open(out, "w", encoding="utf-8") as c:
        c.write('#include "store/migrate_internal.h"\n\n/* A migration is one text, however long. */\n#pragma GCC diagnostic ignored "-Woverlength-strings"\n\nconst Migration migrations[] = {\n')
        before = 0
        for path in sorted(paths, key=os.path.basename):
            name = os.path.splitext(os.path.basename(path))[0]
            number = int(name[:4]) if re.match(r"\d{4}_", name) else 0
            if number <= before:
                sys.exit(f"{path}: its name must begin with a number of four digits that no other migration has")
            before = number
            text = open(path, encoding="utf-8").read()
            c.write(f'    {{{number}, "{name}", {{{c_string(without_comments(sqlite_dialect(text)))},\n    {c_string(without_comments(text))}}}}},\n')
        c.write("};\n\nconst size_t migration_count = sizeof migrations / sizeof *migrations;\n")


{"statements": lambda a: statements(*a), "table": lambda a: table(a[0], a[1:]), "migrations": lambda a: migrations(a[0], a[1:])}[sys.argv[1]](sys.argv[2:])
