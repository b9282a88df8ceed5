/* SPDX-License-Identifier: Apache-2.0 */
/* poison.h - functions that overflow, truncate silently, or keep hidden state. Included by base.h;
 * a file that must call a library header using one of these includes that header before base.h. */
#ifndef POISON_H
#define POISON_H
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r
#pragma GCC poison atoi atol atof gets gmtime localtime ctime asctime rand srand
#endif
