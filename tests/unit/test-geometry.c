// SPDX-License-Identifier: MIT
// Page sizes: read where the kernel tells, derived where it does not.
#include "unit.h"

#include "base/geometry.h"

#define THP "/sys/kernel/mm/transparent_hugepage"
#define DERIVED "derived from the page size"

static uint64_t page(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

// On a machine whose hpage_pmd_size holds that text; NULL: has no such file.
static struct geometry probe(const char *dir, const char *text)
{
	static const char *const parts[] = { "/sys", "/sys/kernel",
					     "/sys/kernel/mm", THP };
	const struct sysroot sr = { .root = dir };
	struct geometry g;

	for (size_t i = 0; text && i < ARRAY_SIZE(parts); i++) {
		cleanup_free char *folder = xasprintf("%s%s", dir, parts[i]);

		(void)mkdir(folder, 0700);
	}
	if (text) {
		cleanup_free char *path =
			xasprintf("%s" THP "/hpage_pmd_size", dir);

		unit_put(path, text);
	}
	geometry_probe(&g, &sr);
	return g;
}

static void assert_derived(const struct geometry *g)
{
	assert_string_equal(g->pmd_source, DERIVED);
	assert_int_equal(g->pmd_bytes, page() * (page() / 8));
}

TEST(the_size_is_what_the_kernel_says)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%llu\n",
		       (unsigned long long)page() * 64);
	struct geometry g = probe(*state, text);
	assert_int_equal(g.page_bytes, page());
	assert_int_equal(g.pmd_bytes, page() * 64);
	assert_string_equal(g.pmd_source, THP "/hpage_pmd_size");
	assert_int_equal(geometry_pages_per_chunk(&g), 64);
}

TEST(without_the_file_it_is_derived)
{
	struct geometry g = probe(*state, NULL);

	assert_derived(&g);
	assert_int_equal(g.page_bytes, page());
}

TEST(a_page_of_entries_maps_the_next_size)
{
	struct geometry g = probe(*state, NULL);

	assert_int_equal(g.pmd_bytes / g.page_bytes, page() / 8);
	assert_int_equal(g.pud_bytes / g.pmd_bytes, page() / 8);
}

TEST(nonsense_in_the_file_is_not_believed)
{
	static const char *const texts[] = { "",    "\n",      "0\n", "4096\n",
					     "1\n", "words\n", "-1\n" };
	char odd[32];

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct geometry g = probe(*state, texts[i]);

		assert_derived(&g);
	}
	(void)snprintf(odd, sizeof(odd), "%llu\n",
		       (unsigned long long)page() * 512 + 1);
	struct geometry g = probe(*state, odd);
	assert_derived(&g);
}

TEST(of_this_machine_sizes_are_multiples_of_each_other)
{
	struct geometry g;

	geometry_probe(&g, NULL);
	assert_int_equal(g.page_bytes, page());
	assert_true(g.pmd_bytes > g.page_bytes);
	assert_int_equal(g.pmd_bytes % g.page_bytes, 0);
	assert_int_equal(g.pud_bytes % g.pmd_bytes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_DIR(the_size_is_what_the_kernel_says),
		TEST_IN_DIR(without_the_file_it_is_derived),
		TEST_IN_DIR(a_page_of_entries_maps_the_next_size),
		TEST_IN_DIR(nonsense_in_the_file_is_not_believed),
		cmocka_unit_test(
			of_this_machine_sizes_are_multiples_of_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
