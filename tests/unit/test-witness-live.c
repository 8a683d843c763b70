// SPDX-License-Identifier: MIT
// All registered witnesses on mappings of this machine, without DAX: memory
// of our own (memfd) is mapped by PTEs unless the machine makes it huge, and
// nobody may call it a PMD when the kernel's own scan says otherwise.
#include "witness-captured.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "target/mapping.h"
#include "witness/witness.h"

#define CHUNKS 8u

struct live {
	struct sysroot sr;
	struct mapping map;
	struct witness_scene scene;
	int fd;
	struct witness_panel panel;
	struct evidence *v;
};

static void live_open(struct live *l, enum page_size page)
{
	struct geometry geo;
	struct utsname u;

	*l = (struct live){ .fd = memfd_create("daxbench-test", 0) };
	assert_true(l->fd >= 0);
	geometry_probe(&geo, &l->sr);
	struct mapping_request request = {
		.len = CHUNKS * geo.pmd_bytes,
		.write = true,
		.page = page,
	};
	assert_int_equal(ftruncate(l->fd, (off_t)request.len), 0);
	assert_int_equal(mapping_create(&l->map, l->fd, &geo, &request, NULL),
			 0);
	l->scene = (struct witness_scene){
		.map = &l->map,
		.sr = &l->sr,
		.pass = WITNESS_REHEARSAL,
		.asked = page,
		.write = true,
		.touches_per_chunk = 1,
	};
	assert_int_equal(uname(&u), 0);
	assert_int_equal(sscanf(u.release, "%u.%u", &l->scene.kernel_major,
				&l->scene.kernel_minor),
			 2);
}

static void live_touch(struct live *l)
{
	const struct geometry *geo = &l->map.geo;
	uint64_t pages = geometry_pages_per_chunk(geo);
	struct rusage before, after;

	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
	for (uint64_t i = 0; i < CHUNKS * pages; i++) {
		volatile unsigned char *p = l->map.addr + i * geo->page_bytes;

		if (i % pages >= l->scene.touches_per_chunk)
			continue;
		if (l->scene.write)
			*p = 1;
		else
			(void)*p;
	}
	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	l->scene.minor_faults = (uint64_t)(after.ru_minflt - before.ru_minflt);
	l->scene.major_faults = (uint64_t)(after.ru_majflt - before.ru_majflt);
}

static void live_witness(struct live *l)
{
	witness_panel_arm(&l->panel, &l->scene);
	live_touch(l);
	witness_panel_collect(&l->panel, &l->scene, &l->v);
}

static void live_close(struct live *l)
{
	for (size_t i = 0; l->v && i < l->panel.n; i++)
		evidence_release(&l->v[i]);
	free(l->v);
	witness_panel_release(&l->panel);
	mapping_release(&l->map);
	(void)close(l->fd);
}

static const struct evidence *by_name(const struct live *l, const char *name)
{
	for (size_t i = 0; i < l->panel.n; i++)
		if (strcmp(l->v[i].witness, name) == 0)
			return &l->v[i];
	return NULL;
}

// The kernel's word, where it has one.
static bool known_to_be_pte(const struct live *l)
{
	const struct evidence *scan = by_name(l, "pagemap-scan");

	return scan->counted && !scan->seen.pmd && scan->seen.pte;
}

TEST(memory_by_ptes_is_confirmed_and_never_disputed)
{
	struct page_bytes seen;
	struct live l;
	bool doubt;

	live_open(&l, PAGE_SIZE_PTE);
	live_witness(&l);
	assert_int_equal(witness_agree(l.v, l.panel.n, &seen, &doubt),
			 AGREEMENT_WITNESSED);
	assert_int_equal(by_name(&l, "touch-one")->verdict, VERDICT_CONFIRMS);
	assert_int_equal(seen.pmd, 0);
	assert_true(seen.pte >= CHUNKS * l.map.geo.page_bytes);
	live_close(&l);
}

TEST(ptes_are_never_called_a_pmd)
{
	for (unsigned every = 0; every < 2; every++) {
		struct live l;

		live_open(&l, PAGE_SIZE_PMD);
		if (every) {
			l.scene.pass = WITNESS_TIMED;
			l.scene.touches_per_chunk =
				geometry_pages_per_chunk(&l.map.geo);
		}
		live_witness(&l);
		if (known_to_be_pte(&l))
			for (size_t i = 0; i < l.panel.n; i++)
				assert_int_not_equal(l.v[i].verdict,
						     VERDICT_CONFIRMS);
		live_close(&l);
	}
}

TEST(a_file_read_with_fault_around_is_never_called_a_pmd)
{
	cleanup_file FILE *f = tmpfile();
	struct mapping_request request = { .page = PAGE_SIZE_PMD };
	struct live l;

	assert_non_null(f);
	live_open(&l, PAGE_SIZE_PMD);
	request.len = l.map.asked.len;
	struct geometry geo = l.map.geo;
	mapping_release(&l.map);
	assert_int_equal(ftruncate(fileno(f), (off_t)request.len), 0);
	cleanup_free unsigned char *data = calloc(1, request.len);
	assert_non_null(data);
	assert_int_equal(pwrite(fileno(f), data, request.len, 0), request.len);
	l.scene.write = false;
	assert_int_equal(
		mapping_create(&l.map, fileno(f), &geo, &request, NULL), 0);
	live_witness(&l);
	if (known_to_be_pte(&l))
		for (size_t i = 0; i < l.panel.n; i++)
			assert_int_not_equal(l.v[i].verdict, VERDICT_CONFIRMS);
	live_close(&l);
}

TEST(a_range_mapped_before_silences_those_that_need_it_fresh)
{
	static const char *const names[] = { "touch-one", "fault-count",
					     "page-tables" };
	struct live l;

	live_open(&l, PAGE_SIZE_PTE);
	live_touch(&l);
	live_witness(&l);
	assert_true(l.panel.mapped_before >= CHUNKS * l.map.geo.page_bytes);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(by_name(&l, names[i])->verdict,
				 VERDICT_SILENT);
		assert_non_null(
			strstr(by_name(&l, names[i])->reason, "mapped before"));
	}
	live_close(&l);
}

TEST(every_witness_says_why)
{
	struct live l;

	live_open(&l, PAGE_SIZE_PMD);
	live_witness(&l);
	assert_true(l.panel.n >= 8);
	for (size_t i = 0; i < l.panel.n; i++) {
		assert_non_null(l.v[i].reason);
		assert_true(l.v[i].reason[0] != '\0');
	}
	live_close(&l);
}

TEST(a_timed_pass_is_not_traced)
{
	struct live l;

	live_open(&l, PAGE_SIZE_PTE);
	l.scene.pass = WITNESS_TIMED;
	live_witness(&l);
	assert_null(by_name(&l, "fs-dax-trace"));
	assert_non_null(by_name(&l, "fault-count"));
	live_close(&l);
}

TEST(a_panel_armed_and_not_collected_is_released)
{
	struct live l;

	live_open(&l, PAGE_SIZE_PMD);
	witness_panel_arm(&l.panel, &l.scene);
	live_close(&l);
}

TEST(a_file_that_ends_inside_the_range_is_not_touched_again)
{
	struct live l;

	live_open(&l, PAGE_SIZE_PTE);
	witness_panel_arm(&l.panel, &l.scene);
	live_touch(&l);
	assert_int_equal(ftruncate(l.fd, (off_t)l.map.geo.page_bytes), 0);
	witness_panel_collect(&l.panel, &l.scene, &l.v);
	assert_int_equal(by_name(&l, "fault-count")->verdict, VERDICT_SILENT);
	live_close(&l);
}

TEST(every_record_is_complete)
{
	registry_for_each (it, witness) {
		const struct witness *w = *it;

		assert_non_null(w->name);
		assert_non_null(w->summary);
		assert_non_null(w->privilege);
		assert_non_null(w->collect);
		assert_true(w->passes & (WITNESS_REHEARSAL | WITNESS_TIMED));
		assert_true(!w->disarm || w->arm);
	}
}

int main(void)
{
	const struct CMUnitTest witness_live_tests[] = {
		cmocka_unit_test(
			memory_by_ptes_is_confirmed_and_never_disputed),
		cmocka_unit_test(ptes_are_never_called_a_pmd),
		cmocka_unit_test(
			a_file_read_with_fault_around_is_never_called_a_pmd),
		cmocka_unit_test(
			a_range_mapped_before_silences_those_that_need_it_fresh),
		cmocka_unit_test(every_witness_says_why),
		cmocka_unit_test(a_timed_pass_is_not_traced),
		cmocka_unit_test(a_panel_armed_and_not_collected_is_released),
		cmocka_unit_test(
			a_file_that_ends_inside_the_range_is_not_touched_again),
		cmocka_unit_test(every_record_is_complete),
	};

	return cmocka_run_group_tests(witness_live_tests, NULL, NULL);
}
