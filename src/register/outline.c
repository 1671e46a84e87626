#include "register/outline.h"

#include <math.h>
#include <stdlib.h>

#define CORNERS_MIN    3u
#define EARTH_RADIUS_M 6371008.8 /* mean radius, IUGG */
#define MU_M2          (10000.0 / 15)

/* Holds the product of two differences of coordinates. */
__extension__ typedef __int128 Wide;

static OutlinePoint at(const GArray *corners, guint i)
{
    return g_array_index(corners, OutlinePoint, i % corners->len);
}

static bool same(OutlinePoint a, OutlinePoint b)
{
    return a.lon == b.lon && a.lat == b.lat;
}

bool outline_point(double lon, double lat, OutlinePoint *point)
{
    if (!(fabs(lon) <= 180 && fabs(lat) <= 90)) {
        return false;
    }
    *point = (OutlinePoint){llround(lon * OUTLINE_DEGREE), llround(lat * OUTLINE_DEGREE)};
    return true;
}

/* On which side of the line from A to B is C: 1 left, -1 right, 0 on it. */
static int side(OutlinePoint a, OutlinePoint b, OutlinePoint c)
{
    Wide turn = (Wide)(b.lon - a.lon) * (c.lat - a.lat) - (Wide)(b.lat - a.lat) * (c.lon - a.lon);

    return (turn > 0) - (turn < 0);
}

/* Is C, which lies on the line through A and B, between them? */
static bool between(OutlinePoint a, OutlinePoint b, OutlinePoint c)
{
    return MIN(a.lon, b.lon) <= c.lon && c.lon <= MAX(a.lon, b.lon) && MIN(a.lat, b.lat) <= c.lat &&
           c.lat <= MAX(a.lat, b.lat);
}

/* Have the sides AB and CD a point in common? */
static bool meet(OutlinePoint a, OutlinePoint b, OutlinePoint c, OutlinePoint d)
{
    int first = side(a, b, c);
    int second = side(a, b, d);
    int third = side(c, d, a);
    int fourth = side(c, d, b);

    if (first != second && third != fourth) {
        return true;
    }
    return (first == 0 && between(a, b, c)) || (second == 0 && between(a, b, d)) ||
           (third == 0 && between(c, d, a)) || (fourth == 0 && between(c, d, b));
}

static void fail_crossing(const GArray *corners, guint i, guint k, const char *field,
                          GError **error)
{
    g_autofree char *first = g_strdup_printf("%u", i + 1);
    g_autofree char *second = g_strdup_printf("%u", k + 1);
    g_autofree char *lon = g_strdup_printf("%.6f", (double)at(corners, k).lon / OUTLINE_DEGREE);
    g_autofree char *lat = g_strdup_printf("%.6f", (double)at(corners, k).lat / OUTLINE_DEGREE);

    error_set(error, LUOSHI_ERROR_INVALID, "register.outline_crosses", field, "first", first,
              "second", second, "lon", lon, "lat", lat, NULL);
}

/* No two sides meet, but neighbours at their corner. */
static bool check_sides(const GArray *corners, const char *field, GError **error)
{
    for (guint i = 0; i < corners->len; i++) {
        OutlinePoint a = at(corners, i);
        OutlinePoint b = at(corners, i + 1);
        OutlinePoint next = at(corners, i + 2);
        bool turns_back = side(a, b, next) == 0 && (between(a, b, next) || between(b, next, a));
        if (turns_back) {
            fail_crossing(corners, i, (i + 1) % corners->len, field, error);
            return false;
        }
        for (guint k = i + 2; k < corners->len; k++) {
            bool neighbours = i == 0 && k == corners->len - 1;
            if (!neighbours && meet(a, b, at(corners, k), at(corners, k + 1))) {
                fail_crossing(corners, i, k, field, error);
                return false;
            }
        }
    }
    return true;
}

static bool read_corner(const json_t *position, guint number, GArray *corners, const char *field,
                        GError **error)
{
    const json_t *lon = json_array_get(position, 0);
    const json_t *lat = json_array_get(position, 1);
    OutlinePoint point = {0};

    if (!json_is_number(lon) || !json_is_number(lat)) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.outline_form", field, NULL);
        return false;
    }
    if (!outline_point(json_number_value(lon), json_number_value(lat), &point)) {
        g_autofree char *which = g_strdup_printf("%u", number);
        error_set(error, LUOSHI_ERROR_INVALID, "register.outline_world", field, "point", which,
                  NULL);
        return false;
    }
    if (corners->len == 0 || !same(at(corners, corners->len - 1), point)) {
        g_array_append_val(corners, point);
    }
    return true;
}

GArray *outline_read(const json_t *geometry, const char *field, GError **error)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *rings = json_object_get(geometry, "coordinates");
    const json_t *ring = json_array_get(rings, 0);
    g_autoptr(GArray) corners = g_array_new(FALSE, FALSE, sizeof(OutlinePoint));
    size_t i;
    json_t *position;

    if (g_strcmp0(type, "Polygon") != 0 || json_array_size(rings) != 1 || !json_is_array(ring)) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.outline_form", field, NULL);
        return NULL;
    }
    if (json_array_size(ring) < CORNERS_MIN || json_array_size(ring) > OUTLINE_POINTS_MAX + 1) {
        g_autofree char *max = g_strdup_printf("%u", OUTLINE_POINTS_MAX);
        error_set(error, LUOSHI_ERROR_INVALID, "register.outline_points", field, "max", max, NULL);
        return NULL;
    }
    json_array_foreach(ring, i, position)
    {
        if (!read_corner(position, (guint)i + 1, corners, field, error)) {
            return NULL;
        }
    }
    if (corners->len > 1 && same(at(corners, 0), at(corners, corners->len - 1))) {
        g_array_set_size(corners, corners->len - 1);
    }
    if (corners->len < CORNERS_MIN) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.outline_flat", field, NULL);
        return NULL;
    }
    return check_sides(corners, field, error) ? g_steal_pointer(&corners) : NULL;
}

static json_t *position_of(OutlinePoint point)
{
    return json_pack("[f, f]", (double)point.lon / OUTLINE_DEGREE,
                     (double)point.lat / OUTLINE_DEGREE);
}

json_t *outline_write(const GArray *corners)
{
    json_t *ring = json_array();

    for (guint i = 0; i <= corners->len; i++) {
        json_array_append_new(ring, position_of(at(corners, i)));
    }
    return json_pack("{s:s, s:[o]}", "type", "Polygon", "coordinates", ring);
}

OutlineBox outline_box(const GArray *corners)
{
    OutlinePoint first = at(corners, 0);
    OutlineBox box = {first.lon, first.lat, first.lon, first.lat};

    for (guint i = 1; i < corners->len; i++) {
        OutlinePoint corner = at(corners, i);
        box.west = MIN(box.west, corner.lon);
        box.east = MAX(box.east, corner.lon);
        box.south = MIN(box.south, corner.lat);
        box.north = MAX(box.north, corner.lat);
    }
    return box;
}

bool outline_holds(const GArray *corners, OutlinePoint point)
{
    bool inside = false;

    for (guint i = 0; i < corners->len; i++) {
        OutlinePoint a = at(corners, i);
        OutlinePoint b = at(corners, i + 1);
        if (side(a, b, point) == 0 && between(a, b, point)) {
            return true;
        }
        if ((a.lat > point.lat) != (b.lat > point.lat)) {
            /* Upwards the point must be left of the side, downwards right of it. */
            inside ^= (b.lat > a.lat) == (side(a, b, point) > 0);
        }
    }
    return inside;
}

static gint compare_lon(gconstpointer a, gconstpointer b)
{
    gint64 first = *(const gint64 *)a;
    gint64 second = *(const gint64 *)b;

    return (first > second) - (first < second);
}

OutlinePoint outline_middle(const GArray *corners)
{
    OutlineBox box = outline_box(corners);
    gint64 lat = box.south + (box.north - box.south) / 2;
    g_autoptr(GArray) crossings = g_array_new(FALSE, FALSE, sizeof(gint64));
    OutlinePoint middle = at(corners, 0);
    gint64 widest = -1;

    for (guint i = 0; i < corners->len; i++) {
        OutlinePoint a = at(corners, i);
        OutlinePoint b = at(corners, i + 1);
        if ((a.lat > lat) != (b.lat > lat)) {
            gint64 lon = a.lon + (gint64)((Wide)(b.lon - a.lon) * (lat - a.lat) / (b.lat - a.lat));
            g_array_append_val(crossings, lon);
        }
    }
    g_array_sort(crossings, compare_lon);
    for (guint i = 0; i + 1 < crossings->len; i += 2) {
        gint64 from = g_array_index(crossings, gint64, i);
        gint64 to = g_array_index(crossings, gint64, i + 1);
        if (to - from > widest) {
            widest = to - from;
            middle = (OutlinePoint){from + widest / 2, lat};
        }
    }
    return middle;
}

Decimal outline_mu(const GArray *corners)
{
    OutlineBox box = outline_box(corners);
    double unit = G_PI / 180 / OUTLINE_DEGREE * EARTH_RADIUS_M;
    double narrow = cos((double)(box.south + box.north) / 2 / OUTLINE_DEGREE * G_PI / 180);
    Wide twice = 0;

    for (guint i = 0; i < corners->len; i++) {
        OutlinePoint a = at(corners, i);
        OutlinePoint b = at(corners, i + 1);
        twice += (Wide)(a.lon - box.west) * (b.lat - box.south) -
                 (Wide)(b.lon - box.west) * (a.lat - box.south);
    }
    double square = fabs((double)twice) / 2 * unit * unit * narrow;
    return (Decimal)llround(square / MU_M2 * DECIMAL_ONE);
}
