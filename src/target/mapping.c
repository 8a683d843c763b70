// SPDX-License-Identifier: MIT
#include "target/mapping.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

#ifndef MAP_SHARED_VALIDATE
#define MAP_SHARED_VALIDATE 0x03
#endif
#ifndef MAP_SYNC
#define MAP_SYNC 0x80000
#endif

const char *pte_means_name(enum pte_means means)
{
	static const char *const names[] = {
		[PTE_BY_NONE] = "not forced",
		[PTE_BY_NOHUGEPAGE] = "madvise(MADV_NOHUGEPAGE)",
		[PTE_BY_COLOUR] = "address one page off the file offset",
		[PTE_BY_DEVICE] = "alignment of the device",
	};
	_Static_assert(ARRAY_SIZE(names) == PTE_BY_DEVICE + 1, "a name each");
	return names[means];
}

// Address space in which the mapping and a chunk on both sides fit: nothing of
// ours is a neighbour, so no VMA merges with it and no other fault fills its
// page tables.
static int reserve(struct mapping *m, struct error *err)
{
	m->reserved_len = m->asked.len + 3 * geometry_chunk_bytes(&m->geo);
	m->reserved = mmap(NULL, m->reserved_len, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (m->reserved == MAP_FAILED) {
		int rc = -errno;

		m->reserved = NULL;
		return error_sys(err, rc,
				 "cannot reserve %llu bytes of address space",
				 (unsigned long long)m->reserved_len);
	}
	return 0;
}

static unsigned char *aligned_address(const struct mapping *m)
{
	uintptr_t chunk = (uintptr_t)geometry_chunk_bytes(&m->geo);
	uintptr_t at = (uintptr_t)m->reserved + chunk;

	at = (at + chunk - 1) / chunk * chunk;
	if (m->pte_means == PTE_BY_COLOUR)
		at += (uintptr_t)m->geo.page_bytes;
	return (unsigned char *)at;
}

// One of the files, and what it has of the range.
struct part {
	int fd;
	uint64_t from, to;
};

static unsigned count_parts(const struct mapping *m)
{
	return m->asked.n_files ? m->asked.n_files : 1;
}

static struct part part_of(const struct mapping *m, unsigned index)
{
	unsigned n = count_parts(m);

	return (struct part){
		m->asked.n_files ? m->asked.files[index] : m->fd,
		geometry_part(&m->geo, m->asked.len, index, n),
		geometry_part(&m->geo, m->asked.len, index + 1, n),
	};
}

static int map_file(const struct mapping *m, int fd, unsigned char *at,
		    uint64_t offset, uint64_t len, int flags)
{
	const struct mapping_request *a = &m->asked;
	int prot = PROT_READ | (a->write ? PROT_WRITE : 0);

	flags |= MAP_FIXED | (a->private ? MAP_PRIVATE
			      : a->sync  ? MAP_SHARED_VALIDATE | MAP_SYNC
					 : MAP_SHARED);
	return mmap(at, len, prot, flags, fd, (off_t)offset) == MAP_FAILED
		       ? -errno
		       : 0;
}

// Bytes [from, from + len) of the range, by as many mappings as there are files
// that have some of it.
static int map_range(const struct mapping *m, unsigned char *at, uint64_t from,
		     uint64_t len, int flags)
{
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < count_parts(m); i++) {
		const struct part p = part_of(m, i);
		uint64_t low = from > p.from ? from : p.from;
		uint64_t high = from + len < p.to ? from + len : p.to;

		if (low < high)
			rc = map_file(m, p.fd, at + (low - from),
				      m->asked.offset + low, high - low, flags);
	}
	return rc;
}

int mapping_remap(const struct mapping *m, unsigned char *at, uint64_t len,
		  int flags)
{
	return map_range(m, at, (uint64_t)(at - m->addr), len, flags);
}

bool mapping_backed(const struct mapping *m)
{
	struct stat st;

	for (unsigned i = 0; i < count_parts(m); i++) {
		const struct part p = part_of(m, i);

		if (fstat(p.fd, &st) < 0)
			return false;
		if (S_ISREG(st.st_mode) &&
		    (uint64_t)st.st_size < m->asked.offset + p.to)
			return false;
	}
	return true;
}

static int map_at(struct mapping *m, unsigned char *at, struct error *err)
{
	const struct mapping_request *a = &m->asked;
	int rc = map_range(m, at, 0, a->len, 0);

	if (rc < 0) {
		error_sys(err, rc, "cannot map %llu bytes%s",
			  (unsigned long long)a->len,
			  a->sync ? " with MAP_SYNC" : "");
		if (!a->sync || (rc != -EOPNOTSUPP && rc != -EINVAL))
			return rc;
		error_hint(
			err,
			"MAP_SYNC needs Linux 4.15, a DAX file on ext4 or XFS and a device that keeps stores through a power cut (virtio-pmem does not); run without --sync");
		// One code, whichever way this kernel has of saying no.
		if (err)
			err->code = -EOPNOTSUPP;
		return -EOPNOTSUPP;
	}
	m->addr = at;
	m->sync = a->sync;
	return 0;
}

static int force_ptes(struct mapping *m, struct error *err)
{
	if (m->asked.only != PAGE_SIZE_NONE) {
		m->pte_means = PTE_BY_DEVICE;
		return 0;
	}
	if (madvise(m->addr, m->asked.len, MADV_NOHUGEPAGE) == 0) {
		m->pte_means = PTE_BY_NOHUGEPAGE;
		return 0;
	}
	// A kernel without transparent huge pages or before 4.8.
	m->pte_means = PTE_BY_COLOUR;
	return map_at(m, aligned_address(m), err);
}

static void describe(struct mapping *m)
{
	const struct mapping_request *a = &m->asked;

	facts_textf(&m->facts, "mapping.flags", "mmap(2)", "%s%s",
		    a->private ? "MAP_PRIVATE"
		    : m->sync  ? "MAP_SHARED_VALIDATE|MAP_SYNC"
			       : "MAP_SHARED",
		    a->write ? ", PROT_READ|PROT_WRITE" : ", PROT_READ");
	facts_text(&m->facts, "mapping.address_alignment", "mmap(2)",
		   m->pte_means == PTE_BY_COLOUR ? "one page off the PMD size"
		   : geometry_chunks_are_puds(&m->geo)
			   ? "multiple of the PUD size"
			   : "multiple of the PMD size");
	facts_text(&m->facts, "mapping.pte_forced_by", "madvise(2), mmap(2)",
		   pte_means_name(m->pte_means));
	if (a->n_files)
		facts_count(&m->facts, "mapping.files", "mmap(2)", a->n_files,
			    "files");
}

int mapping_create(struct mapping *m, int fd, const struct geometry *geo,
		   const struct mapping_request *request, struct error *err)
{
	*m = (struct mapping){ .geo = *geo, .asked = *request, .fd = fd };
	int rc = reserve(m, err);
	if (rc == 0)
		rc = map_at(m, aligned_address(m), err);
	if (rc == 0 && request->page == PAGE_SIZE_PTE)
		rc = force_ptes(m, err);
	if (rc < 0) {
		mapping_release(m);
		return rc;
	}
	describe(m);
	return 0;
}

void mapping_release(struct mapping *m)
{
	if (m->reserved)
		(void)munmap(m->reserved, m->reserved_len);
	facts_release(&m->facts);
	*m = (struct mapping){ .fd = -1 };
}
