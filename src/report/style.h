// SPDX-License-Identifier: MIT
// The style sheet of the HTML page: light, dark, phone, print.
#pragma once

extern const char report_style[];
