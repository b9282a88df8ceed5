/* SPDX-License-Identifier: Apache-2.0 */
/* shape.h - shapes (record/openapi.h) written as JSON Schema, the 2020-12 dialect of OpenAPI 3.1.
 *
 * Records become components that the others refer to: Deal, DealPage, DealCreate, DealChange.
 */
#ifndef SHAPE_H
#define SHAPE_H
#include "record/openapi.h"

/* JSON whose quotes are written ': {'type':'object'}. */
void buf_json_lit(struct buf *b, const char *text);
/* ,"name":"text"; nothing where text is NULL. */
void buf_json_member(struct buf *b, const char *name, const char *text);
/* The schema of an answer about r, which may be NULL, or of what is sent. */
void shape_schema(struct buf *b, const struct shape *rows, const struct record *r, bool sent);
/* A parameter object for each row of a query string, a comma behind each. */
void shape_parameters(struct buf *b, const struct shape *rows, const struct record *r);
/* The component of a record's ROW, PAGE, CREATE or CHANGE: its name, and the schema. */
struct str record_component(struct arena *a, const struct record *r, enum shape_kind kind);
void record_schema(struct buf *b, const struct record *r, enum shape_kind kind);
/* "Money":…,"Amount":… */
void money_schemas(struct buf *b);
#endif
