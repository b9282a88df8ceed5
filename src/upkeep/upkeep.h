/* SPDX-License-Identifier: Apache-2.0 */
/* upkeep.h - what the commands that look after a database share: what they say to whom. */
#ifndef UPKEEP_H
#define UPKEEP_H
#include "command.h"

/* A refusal or failure for people, on env->err; false, always. */
bool upkeep_say(struct command_env *env, const char *format, ...) PRINTF(2, 3);
/* One line that the next one overwrites, where a person watches a terminal. NULL clears it. */
void upkeep_progress(struct command_env *env, const char *format, ...) PRINTF(2, 3);
#endif
