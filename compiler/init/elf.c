#include "init/elf.h"

#include <elf.h>
#include <string.h>

struct reader {
	struct text bytes;
	Elf64_Ehdr header;
	uint64_t names, names_size; /* DT_STRTAB as an offset in the file, DT_STRSZ */
};

static bool copy_out(const struct reader *reader, uint64_t at, void *target, size_t size)
{
	if (at > reader->bytes.length || reader->bytes.length - at < size)
		return false;
	memcpy(target, reader->bytes.data + at, size);
	return true;
}

static bool segment_at(const struct reader *reader, size_t number, Elf64_Phdr *segment)
{
	return copy_out(reader, reader->header.e_phoff + number * sizeof *segment, segment,
	                sizeof *segment);
}

static bool find_segment(const struct reader *reader, uint32_t type, Elf64_Phdr *segment)
{
	for (size_t i = 0; i < reader->header.e_phnum && segment_at(reader, i, segment); i++)
		if (segment->p_type == type)
			return true;
	return false;
}

/* Where in the file an address lies that the program has when it is loaded. */
static bool find_address(const struct reader *reader, uint64_t address, uint64_t *offset)
{
	Elf64_Phdr segment;
	for (size_t i = 0; i < reader->header.e_phnum && segment_at(reader, i, &segment); i++)
		if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
		    address - segment.p_vaddr < segment.p_filesz) {
			*offset = segment.p_offset + (address - segment.p_vaddr);
			return true;
		}
	return false;
}

/* Without its NUL; empty when there is none before the limit. */
static struct text string_at(const struct reader *reader, uint64_t at, uint64_t limit)
{
	if (at >= reader->bytes.length || limit > reader->bytes.length - at)
		return TEXT("");
	const char *start = reader->bytes.data + at, *end = memchr(start, '\0', limit);
	return end ? (struct text){start, (size_t)(end - start)} : TEXT("");
}

static struct text name_at(const struct reader *reader, uint64_t index)
{
	if (index >= reader->names_size)
		return TEXT("");
	return string_at(reader, reader->names + index, reader->names_size - index);
}

static bool entry_at(const struct reader *reader, const Elf64_Phdr *dynamic, size_t number,
                     Elf64_Dyn *entry)
{
	return (number + 1) * sizeof *entry <= dynamic->p_filesz &&
	       copy_out(reader, dynamic->p_offset + number * sizeof *entry, entry, sizeof *entry) &&
	       entry->d_tag != DT_NULL;
}

static bool find_names(struct reader *reader, const Elf64_Phdr *dynamic)
{
	Elf64_Dyn entry;
	uint64_t address = 0;
	for (size_t i = 0; entry_at(reader, dynamic, i, &entry); i++) {
		if (entry.d_tag == DT_STRTAB)
			address = entry.d_un.d_ptr;
		else if (entry.d_tag == DT_STRSZ)
			reader->names_size = entry.d_un.d_val;
	}
	return address != 0 && find_address(reader, address, &reader->names);
}

/* A RUNPATH takes the place of an RPATH: ld.so(8). */
static void read_dynamic(struct arena *arena, struct reader *reader, struct elf *elf)
{
	Elf64_Phdr dynamic;
	Elf64_Dyn entry;
	bool has_runpath = false;
	if (!find_segment(reader, PT_DYNAMIC, &dynamic) || !find_names(reader, &dynamic))
		return;
	for (size_t i = 0; entry_at(reader, &dynamic, i, &entry); i++) {
		struct text name = name_at(reader, entry.d_un.d_val);
		if (entry.d_tag == DT_NEEDED && name.length > 0)
			*list_append(arena, &elf->needed) = name;
		if (entry.d_tag == DT_RUNPATH || (entry.d_tag == DT_RPATH && !has_runpath))
			elf->search = name;
		has_runpath |= entry.d_tag == DT_RUNPATH;
	}
}

static const char *triplet_of(uint16_t machine)
{
	return machine == EM_X86_64    ? "x86_64-linux-gnu"
	       : machine == EM_AARCH64 ? "aarch64-linux-gnu"
	                               : NULL;
}

bool elf_read(struct arena *arena, struct text bytes, struct elf *elf)
{
	struct reader reader = {.bytes = bytes};
	Elf64_Phdr loader;
	*elf = (struct elf){0};
	if (!copy_out(&reader, 0, &reader.header, sizeof reader.header) ||
	    memcmp(bytes.data, ELFMAG, SELFMAG) != 0 || bytes.data[EI_CLASS] != ELFCLASS64 ||
	    reader.header.e_phentsize != sizeof loader)
		return false;
	elf->triplet = triplet_of(reader.header.e_machine);
	if (find_segment(&reader, PT_INTERP, &loader))
		elf->loader = string_at(&reader, loader.p_offset, loader.p_filesz);
	read_dynamic(arena, &reader, elf);
	return elf->triplet != NULL;
}
