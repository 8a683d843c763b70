// SPDX-License-Identifier: MIT
#include "result/export.h"

#include <string.h>

#define POINTER(name) &export_##name,

static const struct export_format *const formats[] = { EXPORT_FORMATS(
	POINTER) };

const struct export_format *export_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}
