#include "view/go_decode.h"

#include <stddef.h>

/* opencontainers/runtime-spec v1.2, specs-go/config.go, as far as runsc reads it; the rest is
 * GO_ANY, whose inner types are not checked. */

static const struct go_field user[] = {
    {"uid", GO_UINT32, 0, 0, 0},      {"gid", GO_UINT32, 0, 0, 0},
    {"umask", GO_UINT32, 0, 1, 0},    {"additionalGids", GO_UINT32, 1, 0, 0},
    {"username", GO_STRING, 0, 0, 0}, {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field capabilities[] = {
    {"bounding", GO_STRING, 1, 0, 0},    {"effective", GO_STRING, 1, 0, 0},
    {"inheritable", GO_STRING, 1, 0, 0}, {"permitted", GO_STRING, 1, 0, 0},
    {"ambient", GO_STRING, 1, 0, 0},     {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field rlimit[] = {{"type", GO_STRING, 0, 0, 0},
                                         {"hard", GO_UINT64, 0, 0, 0},
                                         {"soft", GO_UINT64, 0, 0, 0},
                                         {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field process[] = {{"terminal", GO_BOOL, 0, 0, 0},
                                          {"consoleSize", GO_ANY, 0, 1, 0},
                                          {"user", GO_STRUCT, 0, 0, user},
                                          {"args", GO_STRING, 1, 0, 0},
                                          {"commandLine", GO_STRING, 0, 0, 0},
                                          {"env", GO_STRING, 1, 0, 0},
                                          {"cwd", GO_STRING, 0, 0, 0},
                                          {"capabilities", GO_STRUCT, 0, 1, capabilities},
                                          {"rlimits", GO_STRUCT, 1, 0, rlimit},
                                          {"noNewPrivileges", GO_BOOL, 0, 0, 0},
                                          {"apparmorProfile", GO_STRING, 0, 0, 0},
                                          {"oomScoreAdj", GO_INT64, 0, 1, 0},
                                          {"scheduler", GO_ANY, 0, 1, 0},
                                          {"selinuxLabel", GO_STRING, 0, 0, 0},
                                          {"ioPriority", GO_ANY, 0, 1, 0},
                                          {"execCPUAffinity", GO_ANY, 0, 1, 0},
                                          {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field root[] = {
    {"path", GO_STRING, 0, 0, 0}, {"readonly", GO_BOOL, 0, 0, 0}, {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field id_mapping[] = {{"containerID", GO_UINT32, 0, 0, 0},
                                             {"hostID", GO_UINT32, 0, 0, 0},
                                             {"size", GO_UINT32, 0, 0, 0},
                                             {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field mount[] = {{"destination", GO_STRING, 0, 0, 0},
                                        {"type", GO_STRING, 0, 0, 0},
                                        {"source", GO_STRING, 0, 0, 0},
                                        {"options", GO_STRING, 1, 0, 0},
                                        {"uidMappings", GO_STRUCT, 1, 0, id_mapping},
                                        {"gidMappings", GO_STRUCT, 1, 0, id_mapping},
                                        {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field hook[] = {{"path", GO_STRING, 0, 0, 0},
                                       {"args", GO_STRING, 1, 0, 0},
                                       {"env", GO_STRING, 1, 0, 0},
                                       {"timeout", GO_INT64, 0, 1, 0},
                                       {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field hooks[] = {{"prestart", GO_STRUCT, 1, 0, hook},
                                        {"createRuntime", GO_STRUCT, 1, 0, hook},
                                        {"createContainer", GO_STRUCT, 1, 0, hook},
                                        {"startContainer", GO_STRUCT, 1, 0, hook},
                                        {"poststart", GO_STRUCT, 1, 0, hook},
                                        {"poststop", GO_STRUCT, 1, 0, hook},
                                        {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field name_space[] = {
    {"type", GO_STRING, 0, 0, 0}, {"path", GO_STRING, 0, 0, 0}, {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field device[] = {
    {"path", GO_STRING, 0, 0, 0}, {"type", GO_STRING, 0, 0, 0},     {"major", GO_INT64, 0, 0, 0},
    {"minor", GO_INT64, 0, 0, 0}, {"fileMode", GO_UINT32, 0, 1, 0}, {"uid", GO_UINT32, 0, 1, 0},
    {"gid", GO_UINT32, 0, 1, 0},  {NULL, GO_ANY, 0, 0, 0}};

static const struct go_field linux_[] = {{"uidMappings", GO_STRUCT, 1, 0, id_mapping},
                                         {"gidMappings", GO_STRUCT, 1, 0, id_mapping},
                                         {"sysctl", GO_MAP, 0, 1, 0},
                                         {"resources", GO_ANY, 0, 1, 0},
                                         {"cgroupsPath", GO_STRING, 0, 0, 0},
                                         {"namespaces", GO_STRUCT, 1, 0, name_space},
                                         {"devices", GO_STRUCT, 1, 0, device},
                                         {"netDevices", GO_ANY, 0, 1, 0},
                                         {"seccomp", GO_ANY, 0, 1, 0},
                                         {"rootfsPropagation", GO_STRING, 0, 0, 0},
                                         {"maskedPaths", GO_STRING, 1, 0, 0},
                                         {"readonlyPaths", GO_STRING, 1, 0, 0},
                                         {"mountLabel", GO_STRING, 0, 0, 0},
                                         {"intelRdt", GO_ANY, 0, 1, 0},
                                         {"personality", GO_ANY, 0, 1, 0},
                                         {"timeOffsets", GO_ANY, 0, 1, 0},
                                         {NULL, GO_ANY, 0, 0, 0}};

const struct go_field go_spec[] = {
    {"ociVersion", GO_STRING, 0, 0, 0}, {"process", GO_STRUCT, 0, 1, process},
    {"root", GO_STRUCT, 0, 1, root},    {"hostname", GO_STRING, 0, 0, 0},
    {"domainname", GO_STRING, 0, 0, 0}, {"mounts", GO_STRUCT, 1, 0, mount},
    {"hooks", GO_STRUCT, 0, 1, hooks},  {"annotations", GO_MAP, 0, 1, 0},
    {"linux", GO_STRUCT, 0, 1, linux_}, {"solaris", GO_ANY, 0, 1, 0},
    {"windows", GO_ANY, 0, 1, 0},       {"vm", GO_ANY, 0, 1, 0},
    {"zos", GO_ANY, 0, 1, 0},           {NULL, GO_ANY, 0, 0, 0}};
