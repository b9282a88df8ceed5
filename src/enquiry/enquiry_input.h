/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENQUIRY_INPUT_H
#define ENQUIRY_INPUT_H
#include "base/input.h"
#include "enquiry/enquiry.h"

/* A range of money becomes two amounts, "product" the item it names. Before record_read(). */
void enquiry_input_prepare(struct arena *a, struct input *in);
void enquiry_budget_order(struct enquiry *e);
#endif
