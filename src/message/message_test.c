/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"
#include "message/message.h"

int main(void)
{
    return 0;
}
