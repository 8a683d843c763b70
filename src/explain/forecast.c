// SPDX-License-Identifier: MIT
#include "explain/forecast.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "explain/base.h"
#include "explain/gather.h"
#include "explain/predict.h"
#include "target/scratch.h"

struct forecaster {
	struct scene scene;
	const struct sysroot *sr;
};

void forecaster_free(struct forecaster *f)
{
	if (!f)
		return;
	scene_release(&f->scene);
	free(f);
}

void forecast_release(struct forecast *f)
{
	free(f->reason);
	*f = (struct forecast){ 0 };
}

int forecaster_open(struct forecaster **ret, const char *directory,
		    const struct facts *facts, const struct geometry *geo,
		    const struct sysroot *sr, struct error *err)
{
	cleanup_forecaster struct forecaster *f = xcalloc(1, sizeof(*f));
	cleanup_close int fd = -1;
	struct answers a;

	f->sr = sr;
	f->scene.geo = *geo;
	f->scene.path = xstrdup(directory);
	f->scene.scratch = true;
	facts_append(&f->scene.facts, "", facts);
	int rc = scratch_open(directory, &fd, err);
	if (rc == 0)
		rc = answers_ask(&a, fd, err);
	if (rc == 0)
		rc = gather_scene(&f->scene, &a, sr, err);
	if (rc < 0)
		return rc;
	// Blocks that come and go would change what the allocator gives next.
	base_calibrate(&f->scene, fd, sr, a.major, a.minor, false);
	if (!f->scene.base.known)
		base_calibrate_own(&f->scene, fd, sr, &a);
	*ret = TAKE_PTR(f);
	return 0;
}

int forecast_add(const struct forecaster *f, int fd, uint64_t from,
		 uint64_t end, bool write, struct forecast *ret,
		 struct error *err)
{
	cleanup_segments struct segments segments = { 0 };
	const struct subject subject = { .sr = f->sr, .fd = fd };
	struct scene s = f->scene;
	struct strbuf reason = { 0 };
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_sys(err, -errno, "fstat");
	s.size = (uint64_t)st.st_size;
	s.vma_end = end;
	s.write = write;
	int rc = predict_file(&s, &subject, RECORD_BEFORE,
			      from / geometry_chunk_bytes(&s.geo),
			      scene_end_chunk(&s), &segments, NULL, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < segments.n; i++) {
		const struct segment *one = &segments.v[i];

		ret->chunks += one->n;
		if (one->predicted.class == CLASS_PMD)
			ret->pmd += one->n;
		else if (one->predicted.class == CLASS_PTE)
			ret->pte += one->n;
		if (one->predicted.class != CLASS_PMD && !reason.len)
			rule_sentence(&one->predicted, &s, one->first, &reason);
	}
	if (reason.len && !ret->reason)
		ret->reason = strbuf_take(&reason);
	else
		strbuf_release(&reason);
	return 0;
}
