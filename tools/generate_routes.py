"""Make the route table and the embedded interface from api/openapi.yaml.

    generate_routes.py OUT.c openapi.yaml PERMISSIONS

A route without a declared permission, scope and handler stops the build, and so does a permission that no role file could grant.
"""

import json
import re
import sys

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
SCOPES = {"public": "SCOPE_PUBLIC", "session": "SCOPE_SESSION", "district": "SCOPE_DISTRICT", "object": "SCOPE_OBJECT"}
KINDS = {"x-query": "ROUTE_QUERY", "x-command": "ROUTE_COMMAND", "x-stream": "ROUTE_STREAM"}
NAME = re.compile(r"^[a-z][a-z0-9_]*$")


class Text(yaml.SafeLoader):
    """Days stay text."""


Text.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)


def fail(where, message):
    sys.exit(f"api/openapi.yaml: {where}: {message}")


def resolve(document, node):
    while "$ref" in node:
        target = document
        for step in node["$ref"].split("/")[1:]:
            target = target[step]
        node = target
    return node


def read_route(document, path, method, operation, shared, permissions):
    where = f"{method.upper()} {path}"
    for key in ("operationId", "x-permission", "x-scope"):
        if key not in operation:
            fail(where, f"{key} is missing")
    kinds = [k for k in KINDS if k in operation]
    if len(kinds) != 1:
        fail(where, f"exactly one of {', '.join(KINDS)} is needed")
    if operation["x-scope"] not in SCOPES:
        fail(where, f"x-scope must be one of {', '.join(SCOPES)}")
    permission = operation["x-permission"]
    if permission == "none":
        if operation["x-scope"] not in ("public", "session"):
            fail(where, "only a public or session route may need no permission")
    elif permission not in permissions:
        fail(where, f"unknown permission {permission}")
    handler = operation[kinds[0]]
    prepare = operation.get("x-prepare")
    for name in filter(None, (handler, prepare, operation["operationId"])):
        if not NAME.match(name):
            fail(where, f"{name} is not a C name")
    content = resolve(document, operation.get("requestBody", {})).get("content", {})
    parameters = [resolve(document, p) for p in [*shared, *operation.get("parameters", [])]]
    return {
        "method": method.upper(),
        "path": path,
        "operation": operation["operationId"],
        "permission": None if permission == "none" else permission,
        "scope": SCOPES[operation["x-scope"]],
        "kind": KINDS[kinds[0]],
        "handler": handler,
        "prepare": prepare,
        "body": "BODY_JSON" if "application/json" in content else "BODY_BYTES" if content else "BODY_NONE",
        "schemas": {
            "parameters": [{"name": p["name"], "in": p["in"], "required": bool(p.get("required")), "schema": p["schema"]} for p in parameters],
            "body": next(iter(content.values()), {}).get("schema"),
        },
    }


def reach(document, node, found):
    """Every schema that NODE refers to, directly or not, into FOUND by its reference."""
    if isinstance(node, list):
        for one in node:
            reach(document, one, found)
    elif isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in found:
            try:
                found[reference] = resolve(document, node)
            except KeyError:
                fail(reference, "nothing is there")
            reach(document, found[reference], found)
        for one in node.values():
            reach(document, one, found)


def of_requests(document, routes):
    """The interface without what only answers are made of: what requests are held against."""
    found = {}
    reach(document, [r["schemas"] for r in routes], found)
    smaller = {}
    for reference, node in found.items():
        *steps, last = reference.split("/")[1:]
        place = smaller
        for step in steps:
            place = place.setdefault(step, {})
        place[last] = node
    reach(document, document, {})
    return smaller


def quoted(text):
    return "NULL" if text is None else json.dumps(text)


def bytes_literal(data):
    rows = (data[i : i + 32] for i in range(0, len(data), 32))
    return ",\n".join("    " + ", ".join(str(b) for b in row) for row in rows)


def main(out, path, permissions):
    with open(path, encoding="utf-8") as file:
        document = yaml.load(file, Text)
    routes = []
    for route_path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                routes.append(read_route(document, route_path, method, item[method], item.get("parameters", []), permissions))
    with open(out, "w", encoding="utf-8") as c:
        c.write('#include "http/routes_internal.h"\n\n')
        for name in sorted({r[k] for r in routes for k in ("handler", "prepare") if r[k] and r["kind"] != "ROUTE_STREAM"}):
            c.write(f"bool {name}(Call *call, GError **error);\n")
        c.write("\nconst Route routes[] = {\n")
        for r in routes:
            handler = "NULL" if r["kind"] == "ROUTE_STREAM" else r["handler"]
            c.write(
                f'    {{{quoted(r["method"])}, {quoted(r["path"])}, {quoted(r["operation"])}, {quoted(r["permission"])}, {r["scope"]}, {r["kind"]}, '
                f'{r["body"]}, {handler}, {r["prepare"] or "NULL"},\n     {json.dumps(json.dumps(r["schemas"]))}}},\n'
            )
        c.write("};\n\nconst size_t route_count = sizeof routes / sizeof *routes;\n\n")
        for name, what in (("openapi", document), ("requests", of_requests(document, routes))):
            data = json.dumps(what, ensure_ascii=False).encode()
            c.write(f"const unsigned char {name}_json[] = {{\n{bytes_literal(data)}}};\n\nconst size_t {name}_json_length = {len(data)};\n\n")


main(sys.argv[1], sys.argv[2], set(sys.argv[3].split()))
