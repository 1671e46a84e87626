"""Compile i18n/*.yaml into one sorted C table: generate_messages.py OUT.c FILE.yaml ..."""

import re
import sys

import yaml

LANGUAGES = ("zh", "en")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def c_string(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def load(paths):
    messages = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for key, sentences in (yaml.safe_load(file) or {}).items():
                if key in messages:
                    sys.exit(f"{path}: {key} is defined twice")
                if set(sentences) != set(LANGUAGES):
                    sys.exit(f"{path}: {key} must have exactly the languages {LANGUAGES}")
                names = [set(PLACEHOLDER.findall(sentences[l])) for l in LANGUAGES]
                if names[0] != names[1]:
                    sys.exit(f"{path}: {key}: placeholders differ: {names[0]} and {names[1]}")
                messages[key] = sentences
    return messages


def main(out, paths):
    messages = load(paths)
    with open(out, "w", encoding="utf-8") as file:
        file.write('#include "kernel/text_internal.h"\n\nconst TextEntry text_entries[] = {\n')
        for key in sorted(messages, key=lambda k: k.encode()):
            sentences = ", ".join(c_string(messages[key][l]) for l in LANGUAGES)
            file.write(f"    {{{c_string(key)}, {{{sentences}}}}},\n")
        file.write("};\n\nconst size_t text_entry_count = sizeof text_entries / sizeof *text_entries;\n")


main(sys.argv[1], sys.argv[2:])
