// SPDX-License-Identifier: MIT
#include "result/json-source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"

static int too_large(const char *origin, size_t bytes_max, struct error *err)
{
	return error_set(err, -EFBIG, "%s: larger than %zu bytes", origin,
			 bytes_max);
}

static ssize_t read_text(struct json_source *self, char *to, size_t size,
			 struct error *err)
{
	struct json_text_source *s = (struct json_text_source *)self;
	size_t n = s->left < size ? s->left : size;

	(void)err;
	memcpy(to, s->text, n);
	s->text += n;
	s->left -= n;
	return (ssize_t)n;
}

static ssize_t read_digest(struct json_source *self, char *to, size_t size,
			   struct error *err)
{
	struct json_digest_source *s = (struct json_digest_source *)self;
	ssize_t got = s->from->read(s->from, to, size, err);

	if (got > 0)
		s->digest = digest_add(s->digest, to, (size_t)got);
	return got;
}

void json_digest_open(struct json_digest_source *s, struct json_source *from)
{
	*s = (struct json_digest_source){ { read_digest }, from, DIGEST_START };
}

int json_text_open(struct json_text_source *s, const char *text, size_t len,
		   const char *origin, size_t bytes_max, struct error *err)
{
	*s = (struct json_text_source){ { read_text }, text, len };
	return len > bytes_max ? too_large(origin, bytes_max, err) : 0;
}

static ssize_t read_file(struct json_source *self, char *to, size_t size,
			 struct error *err)
{
	struct json_file_source *s = (struct json_file_source *)self;
	ssize_t got;

	do
		got = read(s->fd, to, size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_sys(err, -errno, "cannot read '%s'", s->path);
	if ((size_t)got > s->left)
		return error_set(err, -EAGAIN, "'%s' grew while it was read",
				 s->path);
	s->left -= (size_t)got;
	return got;
}

int json_file_open(struct json_file_source *s, const char *path,
		   size_t bytes_max, struct error *err)
{
	struct stat st;

	*s = (struct json_file_source){ .source = { read_file }, .path = path };
	// Without O_NONBLOCK a pipe would hang here.
	s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (s->fd < 0 || fstat(s->fd, &st) < 0)
		return error_sys(err, -errno, "cannot read '%s'", path);
	if (S_ISDIR(st.st_mode))
		return error_sys(err, -EISDIR, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, -EINVAL, "'%s' is not a file", path);
	if ((size_t)st.st_size > bytes_max)
		return too_large(path, bytes_max, err);
	s->left = (size_t)st.st_size;
	return 0;
}

void json_file_close(struct json_file_source *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = -1;
}
