// SPDX-License-Identifier: MIT
// Plug-ins are records: one file, one const object, one REGISTER line. The
// linker collects pointers to them in a section per kind. Plug-in objects are
// linked as objects, never from an archive (which would drop them silently);
// tests/unit/test-registry.c holds the count against the Makefile's list.
#pragma once

// REGISTER(workload, pmd_fault) needs `const struct workload pmd_fault`.
#if defined(__has_attribute) && __has_attribute(retain)
#define REGISTRY_KEEP used, retain
#else
#define REGISTRY_KEEP used
#endif

#define REGISTER(kind, object)                                                 \
	static const struct kind *const registered_##object                    \
		__attribute__((REGISTRY_KEEP, section("daxbench_" #kind),      \
			       aligned(sizeof(void *)))) = &object

#define REGISTRY(kind)                                                         \
	extern const struct kind *const __start_daxbench_##kind[]              \
		__attribute__((weak));                                         \
	extern const struct kind *const __stop_daxbench_##kind[]               \
		__attribute__((weak))

// Link order decides the order; records that need another have an `order`.
#define registry_for_each(it, kind)                                            \
	for (const struct kind *const *it = __start_daxbench_##kind;           \
	     it < __stop_daxbench_##kind; it++)
