"""The check of api/openapi.yaml sees a document that is broken, and tells where."""

import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOUND = """openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /posts/{post}:
    parameters: [{name: post, in: path, required: true, schema: {type: integer}}]
    get: {operationId: post_read, x-scope: own, responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Post"}}}}}}
    put: {operationId: post_write, responses: {default: {description: d}}}
components:
  schemas:
    Post:
      type: object
      properties:
        day: {type: string, format: date, description: A day}
"""


class OpenApi(unittest.TestCase):
    def check(self, text):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "api.yaml"
            file.write_text(text)
            command = ["node", "tests/harness/openapi.mjs", file]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            self.assertEqual(done.stderr, "")
            return done.returncode, done.stdout.replace(f"{file}:", "")

    def test_a_sound_document_passes_in_silence(self):
        self.assertEqual(self.check(SOUND), (0, ""))

    def test_what_is_broken_is_told_with_its_line(self):
        operation = "/paths/~1posts~1{post}"
        for old, new, told in (
            ("paths:", "pathes:", "1 /: must NOT have unevaluated properties: pathes"),
            ("3.1.0", "3.0.3", "1 /openapi: is not 3.1"),
            ('"200"', '"2000"', f"6 {operation}/get/responses: must NOT have unevaluated properties: 2000"),
            ("schemas/Post", "schemas/Pots", "Can't resolve #/components/schemas/Pots"),
            ("post_write", "post_read", f"7 {operation}/put/operationId: “post_read” is the name of get /posts/{{post}} too"),
            ("/posts/{post}", "/posts/{pots}", "6 /paths/~1posts~1{pots}/get: does not declare the path's parameter “pots”"),
            ("type: integer", "type: integre", f"5 {operation}/parameters/0/schema/type: must be equal to one of the allowed values"),
            ("format: date,", "format: day,", "13 /components/schemas/Post/properties/day/format: must be equal to one of the allowed values"),
            ("A day", "A day, a night", "13 /components/schemas/Post/properties/day: must NOT have unevaluated properties: a night"),
            ("type: object", "type: object\n      type: object", "12 Map keys must be unique"),
        ):
            code, said = self.check(SOUND.replace(old, new, 1))
            self.assertEqual(code, 1, new)
            self.assertIn(told, said)


if __name__ == "__main__":
    unittest.main()
