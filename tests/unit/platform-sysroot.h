// SPDX-License-Identifier: MIT
// Machines for the tests of src/platform: captured ones (tests/sysroot) and
// ones made file by file in a temporary directory.
#pragma once

#include "base/fact.h"
#include "unit.h"

struct machine {
	struct sysroot sr;
	char *root;
	bool made; // by us, to be removed
};

static inline void machine_release(struct machine *m)
{
	if (m->made)
		(void)unit_remove(m->root);
	free(m->root);
}

static inline struct machine machine_captured(const char *name)
{
	const char *top = getenv("top_srcdir");
	struct machine m = { 0 };

	m.root = xasprintf("%s/tests/sysroot/%s", top ? top : ".", name);
	m.sr.root = m.root;
	assert_int_equal(access(m.root, X_OK), 0);
	return m;
}

static inline struct machine machine_new(void)
{
	const char *tmp = getenv("TMPDIR");
	struct machine m = { .made = true };

	m.root = xasprintf("%s/daxbench-test.XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(m.root));
	m.sr.root = m.root;
	return m;
}

static inline char *machine_parents_(const struct machine *m, const char *path)
{
	char *full = xasprintf("%s%s", m->root, path);

	for (char *p = full + strlen(m->root) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		if (mkdir(full, 0755) < 0)
			assert_int_equal(errno, EEXIST);
		*p = '/';
	}
	return full;
}

static inline void machine_put_bytes(const struct machine *m, const char *path,
				     const void *data, size_t len)
{
	cleanup_free char *full = machine_parents_(m, path);
	cleanup_file FILE *file = fopen(full, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
}

static inline void machine_put(const struct machine *m, const char *path,
			       const char *text)
{
	machine_put_bytes(m, path, text, strlen(text));
}

static inline void machine_link(const struct machine *m, const char *path,
				const char *target)
{
	cleanup_free char *full = machine_parents_(m, path);

	assert_int_equal(symlink(target, full), 0);
}

DEFINE_CLEANUP(machine, struct machine, machine_release)
#define cleanup_machine CLEANUP(machine_cleanup_)

static inline const struct fact *fact_known(const struct facts *f,
					    const char *key)
{
	const struct fact *fact = facts_find(f, key);

	if (!fact)
		fail_msg("there is no fact %s", key);
	if (fact->status != FACT_KNOWN)
		fail_msg("%s is unknown: %s", key, fact->reason);
	return fact;
}

static inline void assert_fact_text(const struct facts *f, const char *key,
				    const char *text)
{
	const struct fact *fact = fact_known(f, key);

	assert_int_equal(fact->type, FACT_TEXT);
	assert_string_equal(fact->text, text);
}

static inline void assert_fact_number(const struct facts *f, const char *key,
				      enum fact_type type, uint64_t number)
{
	const struct fact *fact = fact_known(f, key);

	assert_int_equal(fact->type, type);
	assert_int_equal(fact->number, number);
}

// Unknown with that status, and never without a reason.
static inline void assert_fact_unknown(const struct facts *f, const char *key,
				       enum fact_status status)
{
	const struct fact *fact = facts_find(f, key);

	if (!fact)
		fail_msg("there is no fact %s", key);
	assert_int_equal(fact->status, status);
	assert_non_null(fact->reason);
	assert_true(fact->reason[0]);
}
