// SPDX-License-Identifier: MIT
#include "check/kit-clone.h"

#include <errno.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const struct check_known known_reflink[] = {
	{ KERNEL(6, 0), KERNEL(6, 15), "xfs", "kernel BUG at fs/inode.c",
	  "copying out of a shared chunk that is mapped by PMD spoils the count of the inode's entries: a kernel BUG when the inode is evicted; seen on 6.1 and 6.12, not on 6.16" },
	{ KERNEL(6, 0), KERNEL(6, 15), "xfs", "signal 11",
	  "copying out of a shared chunk that is mapped by PMD spoils the count of the inode's entries: a kernel BUG when the inode is evicted; seen on 6.1 and 6.12, not on 6.16" },
	{ KERNEL(6, 0), KERNEL(6, 2), "xfs", "bytes differ",
	  "DAX with shared blocks loses stores and writes, shows stale bytes and does not zero; seen on 6.1; fixed by the fsdax series of Linux 6.2" },
	{ KERNEL(6, 0), KERNEL(6, 2), "xfs", "at fs/dax.c",
	  "DAX with shared blocks warns in dax_insert_entry; seen on 6.1; fixed by the fsdax series of Linux 6.2" },
	// With a warning of vmf_insert_folio_pmd, once a boot.
	{ KERNEL(6, 15), KERNEL(7, 2), "xfs", "signal 7",
	  "a store to a shared chunk is SIGBUS by PMD: the folio it copied to is not one of PMD size; seen on 6.16 and 6.17, not on 7.2" },
	{ KERNEL(6, 15), 0, "xfs", "fs/dax.c",
	  "blocks that two files share, by PMD in the one and by PTE in the other, make the kernel warn in dax_insert_entry and dax_disassociate_entry; seen on 6.16, 6.17, 7.2 and 7.3, no fix is known" },
	{ 0 },
};

void kit_clone(struct check *k, int from, uint64_t from_at, uint64_t len,
	       int to, uint64_t to_at)
{
	struct file_clone_range r = { .src_fd = from,
				      .src_offset = from_at,
				      .src_length = len,
				      .dest_offset = to_at };

	if (ioctl(to, FICLONERANGE, &r) == 0)
		return;
	if (errno == EOPNOTSUPP || errno == ENOTTY || errno == EXDEV)
		check_skip(k, "needs files that can share blocks: %m");
	check_broken(k, "FICLONERANGE of %llu bytes at %llu: %m",
		     (unsigned long long)len, (unsigned long long)from_at);
}

int kit_dedupe(int from, int to, uint64_t at, uint64_t len,
	       uint64_t *ret_shared)
{
	_Alignas(8) char room[sizeof(struct file_dedupe_range) +
			      sizeof(struct file_dedupe_range_info)] = { 0 };
	struct file_dedupe_range *r = (void *)room;

	r->src_offset = at;
	r->src_length = len;
	r->dest_count = 1;
	r->info[0].dest_fd = to;
	r->info[0].dest_offset = at;
	if (ioctl(from, FIDEDUPERANGE, r) < 0)
		return -errno;
	if (ret_shared)
		*ret_shared = r->info[0].bytes_deduped;
	return r->info[0].status;
}

void twin_make(struct check *k, struct twin *t, uint64_t chunks)
{
	*t = (struct twin){ .fd = { kit_file(k), kit_file(k) },
			    .size = chunks * k->pmd };
	for (int i = 0; i < 2; i++)
		t->model[i] = kit_memory(k, t->size);
	t->len[TWIN_A] = t->size;
	kit_lay(k, t->fd[TWIN_A], LAYOUT_WRITTEN, chunks);
	kit_pattern(t->model[TWIN_A], t->size, 0, 1);
	kit_pwrite(k, t->fd[TWIN_A], t->model[TWIN_A], t->size, 0);
	t->map[TWIN_A] = kit_map(k, t->fd[TWIN_A], 0, t->size);
	for (uint64_t at = 0; at < t->size; at += k->pmd)
		kit_touch(k, t->map[TWIN_A] + at, true);
}

void twin_clone(struct check *k, struct twin *t)
{
	kit_clone(k, t->fd[TWIN_A], 0, 0, t->fd[TWIN_B], 0);
	t->len[TWIN_B] = t->len[TWIN_A];
	memcpy(t->model[TWIN_B], t->model[TWIN_A], t->size);
	if (!t->map[TWIN_B])
		t->map[TWIN_B] = kit_map(k, t->fd[TWIN_B], 0, t->size);
}

void twin_check(struct check *k, struct twin *t, const char *after)
{
	static const char *const names[] = { "original", "clone" };
	char what[100];

	for (int i = 0; i < 2; i++) {
		(void)snprintf(what, sizeof(what), "%s, in the %s", after,
			       names[i]);
		kit_model(k, what, t->fd[i], t->map[i], t->model[i], t->len[i]);
	}
}

void twin_drop(struct check *k, struct twin *t)
{
	for (int i = 0; i < 2; i++) {
		kit_drop(k, t->map[i], t->size);
		(void)munmap(t->model[i], t->size);
		(void)close(t->fd[i]);
	}
}
