// SPDX-License-Identifier: MIT
// Names of runs: what makes a run another one, and how little tells them
// apart.
#include "unit.h"

#include <string.h>

#include "result/run-key.h"

static struct run_record *add(struct result *r, const char *workload,
			      const char *engine, const char *page,
			      const char *access, uint64_t block)
{
	struct run_record *run = result_add_run(r, workload, engine);

	facts_bytes(&run->parameters, "size", "plan", 2 << 20);
	facts_text(&run->parameters, "access", "plan", access);
	facts_text(&run->parameters, "page", "plan", page);
	if (block)
		facts_bytes(&run->parameters, "block_size", "plan", block);
	facts_bool(&run->parameters, "sync", "plan",
		   strcmp(engine, "pmem") == 0);
	facts_count(&run->parameters, "repeat", "plan", 3, "");
	facts_count(&run->parameters, "seed", "plan", 1 + r->n_runs, "");
	facts_text(&run->parameters, "mapping.flags", "mmap(2)", "MAP_SHARED");
	return run;
}

static void assert_labels(const struct result *r, const char *without,
			  const char *const *expected)
{
	const struct run_record **runs = xcalloc(r->n_runs, sizeof(*runs));
	char **labels = xcalloc(r->n_runs, sizeof(*labels));

	for (size_t i = 0; i < r->n_runs; i++)
		runs[i] = &r->runs[i];
	run_labels(runs, r->n_runs, without, labels);
	for (size_t i = 0; i < r->n_runs; i++) {
		assert_string_equal(labels[i], expected[i]);
		free(labels[i]);
	}
	free(labels);
	free(runs);
}

TEST(a_key_holds_what_was_asked_for_and_not_how_often)
{
	cleanup_result struct result r = { 0 };
	cleanup_free char *key = NULL, *without = NULL;

	add(&r, "load", "copy", "pmd", "read", 4096);
	key = run_key(&r.runs[0], NULL);
	without = run_key(&r.runs[0], "block_size");
	assert_string_equal(
		key,
		"load copy size=2MiB access=read page=pmd block_size=4KiB sync=no");
	assert_string_equal(without,
			    "load copy size=2MiB access=read page=pmd sync=no");
}

TEST(the_only_run_of_a_workload_is_called_by_it)
{
	cleanup_result struct result r = { 0 };

	add(&r, "load", "copy", "pmd", "read", 4096);
	add(&r, "store", "copy", "pmd", "write", 4096);
	assert_labels(&r, NULL, (const char *const[]){ "load", "store" });
}

// Engine, page, block size and MAP_SYNC all differ; two of them suffice.
TEST(no_more_is_said_than_tells_runs_apart)
{
	cleanup_result struct result r = { 0 };

	add(&r, "first-touch", "copy", "pmd", "read", 0);
	add(&r, "first-touch", "copy", "pmd", "write", 0);
	add(&r, "first-touch", "copy", "pte", "read", 0);
	add(&r, "persist", "msync", "pmd", "write", 65536);
	add(&r, "persist", "msync", "pte", "write", 65536);
	add(&r, "persist", "dsync", "none", "write", 4096);
	add(&r, "persist", "pmem", "pmd", "write", 4096);
	assert_labels(&r, NULL,
		      (const char *const[]){
			      "first-touch read by pmd",
			      "first-touch write by pmd",
			      "first-touch read by pte", "persist msync by pmd",
			      "persist msync by pte", "persist dsync",
			      "persist pmem by pmd" });
}

TEST(what_a_sweep_varies_is_named_with_its_unit)
{
	cleanup_result struct result r = { 0 };

	add(&r, "load", "copy", "pmd", "read", 64);
	add(&r, "load", "copy", "pmd", "read", 4096);
	facts_count(&add(&r, "load", "copy", "pmd", "read", 64)->parameters,
		    "stride", "plan", 3, "");
	assert_labels(&r, NULL,
		      (const char *const[]){ "load 64B blocks",
					     "load 4KiB blocks",
					     "load 64B blocks stride 3" });
	// Without it the first two are the same run.
	assert_labels(&r, "block_size",
		      (const char *const[]){ "load", "load", "load stride 3" });
}

TEST(the_same_run_twice_has_one_name)
{
	cleanup_result struct result r = { 0 };

	add(&r, "load", "copy", "pmd", "read", 64);
	add(&r, "load", "copy", "pmd", "read", 64);
	assert_labels(&r, NULL, (const char *const[]){ "load", "load" });
}

// Words that read alike: the key tells.
TEST(names_that_words_do_not_tell_apart_are_keys)
{
	cleanup_result struct result r = { 0 };

	facts_text(&result_add_run(&r, "w", "e")->parameters, "page", "plan",
		   "none");
	(void)result_add_run(&r, "w", "e");
	assert_labels(&r, NULL,
		      (const char *const[]){ "w e page=none", "w e" });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_key_holds_what_was_asked_for_and_not_how_often),
		cmocka_unit_test(the_only_run_of_a_workload_is_called_by_it),
		cmocka_unit_test(no_more_is_said_than_tells_runs_apart),
		cmocka_unit_test(what_a_sweep_varies_is_named_with_its_unit),
		cmocka_unit_test(the_same_run_twice_has_one_name),
		cmocka_unit_test(names_that_words_do_not_tell_apart_are_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
