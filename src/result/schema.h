// SPDX-License-Identifier: MIT
// Name and version of the result document.
//
// The version is raised when a field is removed, renamed or changes meaning.
// Adding a field does not raise it: readers ignore what they do not know.
// Readers accept every older version. The history stands in
// daxbench-result(5), the shape in schema/daxbench-result.schema.json.
#pragma once

#define RESULT_SCHEMA_NAME "daxbench-result"
#define RESULT_SCHEMA_VERSION 1
