"""Turn lexicon files into one C table: embed_lexicon.py OUT.c FILE.txt ..."""

import os
import sys

out, *paths = sys.argv[1:]
with open(out, "w", encoding="utf-8") as file:
    file.write('#include "reader/reader_lexicon_data.h"\n\n')
    for i, path in enumerate(paths):
        data = open(path, "rb").read()
        rows = [", ".join(map(str, data[at : at + 24])) for at in range(0, len(data), 24)]
        file.write(f"static const unsigned char file_{i}[] = {{\n    " + ",\n    ".join(rows) + "};\n\n")
    file.write("const ReaderLexiconFile reader_lexicon_files[] = {\n")
    for i, path in enumerate(paths):
        file.write(f'    {{"{os.path.basename(path)}", file_{i}, sizeof file_{i}}},\n')
    file.write(f"}};\n\nconst size_t reader_lexicon_file_count = {len(paths)};\n")
