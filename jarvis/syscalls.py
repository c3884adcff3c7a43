"""The system calls that the process of a user's skill may not make, by their numbers on x86-64 and aarch64.

The numbers are part of Linux's promise to programs and never change. A dash means that the machine does
not have the call.
"""

from collections.abc import Mapping

KNOWN = 461
"""No number above this one is judged here: newer calls are answered as if the kernel did not have them."""

_TABLE = """
# Sockets. What is left is a pair of ends within the process, which asyncio needs.
socket 41 198 | connect 42 203 | bind 49 200 | listen 50 201 | accept 43 202 | accept4 288 242
sendmmsg 307 269
# Other processes: none is made, none is touched. `clone`, `kill` and their like have rules of their own.
fork 57 - | vfork 58 - | execve 59 221 | execveat 322 281 | tkill 200 130 | rt_sigqueueinfo 129 138
rt_tgsigqueueinfo 297 240 | pidfd_open 434 434 | pidfd_send_signal 424 424 | pidfd_getfd 438 438
ptrace 101 117 | process_vm_readv 310 270 | process_vm_writev 311 271 | process_madvise 440 440
process_mrelease 448 448 | kcmp 312 272 | setpriority 141 140 | sched_setaffinity 203 122
sched_setscheduler 144 119 | sched_setparam 142 118 | sched_setattr 314 274 | ioprio_set 251 30
migrate_pages 256 238 | move_pages 279 239 | setpgid 109 154
# Modes, owners, times and marks of files: Landlock does not guard them.
chmod 90 - | fchmod 91 52 | fchmodat 268 53 | fchmodat2 452 452 | chown 92 - | fchown 93 55
lchown 94 - | fchownat 260 54 | setxattr 188 5 | lsetxattr 189 6 | fsetxattr 190 7
removexattr 197 14 | lremovexattr 198 15 | fremovexattr 199 16 | utime 132 - | utimes 235 -
futimesat 261 - | utimensat 280 88 | mknod 133 - | mknodat 259 33 | name_to_handle_at 303 264
open_by_handle_at 304 265
# The view of the file system.
mount 165 40 | umount2 166 39 | pivot_root 155 41 | chroot 161 51 | open_tree 428 428
move_mount 429 429 | fsopen 430 430 | fsconfig 431 431 | fsmount 432 432 | fspick 433 433
mount_setattr 442 442 | setns 308 268 | unshare 272 97
# Parts of the kernel that are rarely needed and often broken.
bpf 321 280 | perf_event_open 298 241 | userfaultfd 323 282 | keyctl 250 219 | add_key 248 217
request_key 249 218 | io_uring_setup 425 425 | io_uring_enter 426 426 | io_uring_register 427 427
fanotify_init 300 262 | modify_ldt 154 - | personality 135 92
# Memory that no limit counts, or that others share.
memfd_create 319 279 | memfd_secret 447 447 | shmget 29 194 | shmat 30 196 | msgget 68 186
semget 64 190 | mq_open 240 180
# The machine. Only root could do these.
kexec_load 246 104 | kexec_file_load 320 294 | init_module 175 105 | finit_module 313 273
delete_module 176 106 | reboot 169 142 | swapon 167 224 | swapoff 168 225 | syslog 103 116
acct 163 89 | quotactl 179 60 | quotactl_fd 443 443 | settimeofday 164 170 | clock_settime 227 112
clock_adjtime 305 266 | adjtimex 159 171 | sethostname 170 161 | setdomainname 171 162 | iopl 172 -
ioperm 173 - | vhangup 153 58
# Refused in part: see jarvis/seccomp.py.
clone 56 220 | clone3 435 435 | kill 62 129 | tgkill 234 131 | prlimit64 302 261 | socketpair 53 199
ioctl 16 29 | fcntl 72 25 | prctl 157 167
"""
_X86_64, _AARCH64 = 1, 2
MACHINES: Mapping[str, tuple[int, int]] = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
"""What `os.uname().machine` says: the mark of its system calls, and its column."""


def numbers(machine: str) -> dict[str, int]:
    """The calls of the table by name, with their numbers on this machine. Raises KeyError for another one."""
    _, column = MACHINES[machine]
    lines = [line for line in _TABLE.splitlines() if not line.startswith("#")]
    rows = [entry.split() for line in lines for entry in line.split("|") if entry.strip()]
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}
