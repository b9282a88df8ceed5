-- SPDX-License-Identifier: Apache-2.0
-- Which rows hold which words; filled from what stands there already while the program runs.
{words account}
{words contact}
{words product}
{words deal}
{words touch}
