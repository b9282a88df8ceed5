/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

int main(void)
{
    return 0;
}
