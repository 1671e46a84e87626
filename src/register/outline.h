/*
 * outline.h - the outline of a plot or a park on the map: one ring of points, as GeoJSON (RFC 7946)
 * writes a Polygon without holes, in WGS-84 degrees. Pure.
 *
 * Coordinates are whole ten-millionths of a degree (about a centimetre), so whether two sides cross
 * is decided exactly.
 */
#pragma once

#include "kernel/decimal.h"
#include "kernel/error.h"

#include <jansson.h>

#define OUTLINE_POINTS_MAX 500u
#define OUTLINE_DEGREE     10000000 /* units of a degree */

typedef struct {
    gint64 lon;
    gint64 lat;
} OutlinePoint;

typedef struct {
    gint64 west;
    gint64 south;
    gint64 east;
    gint64 north;
} OutlineBox;

/* Degrees as ten-millionths. False beyond the world (180 east and west, 90 north and south). */
bool outline_point(double lon, double lat, OutlinePoint *point);

/* Reads a GeoJSON Polygon of one ring of 3 to OUTLINE_POINTS_MAX corners, closed or not, whose
 * sides do not touch but at the corners between them. FIELD is the place named in the errors
 * register.outline_form, register.outline_points, register.outline_world {point},
 * register.outline_crosses {first} {second} {lon} {lat}, register.outline_flat.
 * (transfer full, elements OutlinePoint, each corner once) */
GArray *outline_read(const json_t *geometry, const char *field, GError **error);

/* The same as GeoJSON, its ring closed. (transfer full) */
json_t *outline_write(const GArray *corners);

OutlineBox outline_box(const GArray *corners);

/* Is POINT inside, or on the border? */
bool outline_holds(const GArray *corners, OutlinePoint point);

/* A point inside, to stand for the whole: the middle of the widest stretch on its middle parallel.
 */
OutlinePoint outline_middle(const GArray *corners);

/* What it measures on the ground, in 亩 (a fifteenth of a hectare), within 0.5 % for what is
 * smaller than a county. */
Decimal outline_mu(const GArray *corners);
