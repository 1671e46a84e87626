/* Formulas that use each other: after what each one uses, or the loop that forbids it. */
#include "formula/formula.h"

typedef enum { UNSEEN, OPEN, DONE } State;

typedef struct {
    guint node;
    guint next; /* which of its uses comes next */
} Step;

static void fail_loop(const GArray *path, guint again, const char *const *names, const char *field,
                      GError **error)
{
    g_autoptr(GString) loop = g_string_new(NULL);
    bool inside = false;

    for (guint i = 0; i < path->len; i++) {
        guint node = g_array_index(path, Step, i).node;
        inside = inside || node == again;
        if (inside) {
            g_string_append_printf(loop, "%s → ", names[node]);
        }
    }
    g_string_append(loop, names[again]);
    error_set(error, LUOSHI_ERROR_INVALID, "formula.loop", field != NULL ? field : names[again],
              "loop", loop->str, NULL);
}

bool formula_order(guint count, const char *const *names, const guint *const *uses,
                   const guint *use_counts, guint *order, const char *field, GError **error)
{
    g_autofree State *states = g_new0(State, count);
    g_autoptr(GArray) path = g_array_new(FALSE, FALSE, sizeof(Step));
    guint done = 0;

    for (guint root = 0; root < count; root++) {
        if (states[root] != UNSEEN) {
            continue;
        }
        states[root] = OPEN;
        g_array_append_val(path, ((Step){root, 0}));
        while (path->len > 0) {
            Step *step = &g_array_index(path, Step, path->len - 1);
            if (step->next == use_counts[step->node]) {
                states[step->node] = DONE;
                order[done++] = step->node;
                g_array_set_size(path, path->len - 1);
                continue;
            }
            guint used = uses[step->node][step->next++];
            if (states[used] == OPEN) {
                fail_loop(path, used, names, field, error);
                return false;
            }
            if (states[used] == UNSEEN) {
                states[used] = OPEN;
                g_array_append_val(path, ((Step){used, 0}));
            }
        }
    }
    return true;
}
