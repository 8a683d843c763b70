// SPDX-License-Identifier: MIT
#include "base/build-id.h"

#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define BYTES_MAX 32 // SHA-1 has 20

static char text[2 * BYTES_MAX + 1];

static size_t padded(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

// A segment of notes: header, name and contents, each filled up to 4 bytes.
static void read_notes(const unsigned char *at, size_t left)
{
	ElfW(Nhdr) note;

	while (left >= sizeof(note)) {
		memcpy(&note, at, sizeof(note));
		size_t name = padded(note.n_namesz);
		size_t whole = sizeof(note) + name + padded(note.n_descsz);

		if (whole > left)
			return;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    memcmp(at + sizeof(note), "GNU", 4) == 0 &&
		    note.n_descsz <= BYTES_MAX)
			for (size_t i = 0; i < note.n_descsz; i++)
				(void)snprintf(text + 2 * i, 3, "%02x",
					       at[sizeof(note) + name + i]);
		at += whole;
		left -= whole;
	}
}

// The first object is the program itself; its libraries do not matter here.
static int read_program(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		uintptr_t at = info->dlpi_addr + p->p_vaddr;

		if (p->p_type == PT_NOTE)
			read_notes((const unsigned char *)at, p->p_memsz);
	}
	return 1;
}

const char *build_id(void)
{
	if (!*text)
		(void)dl_iterate_phdr(read_program, NULL);
	return *text ? text : NULL;
}
