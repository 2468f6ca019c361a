// A system that allows no executable memory: the interpreter does the work, with the same bits, and says so once.
#include <doctest/doctest.h>

#if defined(__linux__) && defined(__x86_64__)
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <xgrad/graph/plan/lane_program_internal.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

/// From now on this process gets EACCES when it makes memory executable.
bool forbid_executable_memory() {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{sizeof filter / sizeof *filter, filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// exp(x c) for a c of its own, so that nobody has compiled it before.
std::vector<double> run(jit::Mode mode, double c, bool& is_compiled) {
  const std::int64_t n = 100;
  LaneProgram p(lanes::LaneType::float64, {n});
  p.set_mode(mode);
  const LaneProgram::Value operands[] = {p.input({float64, {n}}), p.number(std::bit_cast<std::uint64_t>(c))};
  const LaneProgram::Value product = p.apply(lanes::detail::code_of<Mul>(), operands);
  p.output(p.apply(lanes::detail::code_of<Exp>(), {&product, 1}), float64);
  ConstantTiles constants;
  p.finish(constants);
  const Buffer in = Buffer::allocate(n * 8), out = Buffer::allocate(n * 8),
               scratch = Buffer::allocate(p.scratch_bytes());
  p.bind(static_cast<std::byte*>(scratch.data()));
  for (std::int64_t i = 0; i < n; ++i) static_cast<double*>(in.data())[i] = 0.1 * static_cast<double>(i);
  const Shape shape{n};
  const View from{float64, &shape, in.data()}, to{float64, &shape, out.data()};
  p.run(&from, &to);
  is_compiled = p.is_compiled();
  return {static_cast<double*>(out.data()), static_cast<double*>(out.data()) + n};
}

enum Answer { fine, no_seccomp, compiled_anyway, other_bits, other_product };

/// A small product goes on without being compiled.
bool is_product_left_alone() {
  const std::size_t before = jit::statistics().loops;
  Graph g;
  const Var a = g.input("a", float32, {8, 4}), b = g.input("b", float32, {4, 20});
  Program program = compile({a, b}, {matmul(a, b)});
  const Tensor twos = full({8, 4}, 2.0, float32), threes = full({4, 20}, 3.0, float32);
  for (int i = 0; i < 3; ++i)
    for (const float c : program({twos, threes})[0].to_vector<float>())
      if (c != 24) return false;
  return jit::statistics().loops == before;
}

Answer child() {
  if (!forbid_executable_memory()) return no_seccomp;
  for (const double c : {0.71828, 0.14159}) {  // two programs, one warning
    bool is_compiled = false;
    const std::vector<double> wanted = run(jit::Mode::off, c, is_compiled),
                              got = run(jit::Mode::always, c, is_compiled);
    if (is_compiled) return compiled_anyway;
    if (std::memcmp(wanted.data(), got.data(), wanted.size() * sizeof(double)) != 0) return other_bits;
  }
  return is_product_left_alone() ? fine : other_product;
}

}  // namespace

TEST_CASE("compiled lanes: where executable memory is refused, the interpreter takes over and says so once") {
  if (lanes::instruction_set() == "sse2") return;
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    dup2(pipe_ends[1], 2);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    _exit(child());
  }
  close(pipe_ends[1]);
  std::string said;
  char part[256];
  for (ssize_t n; (n = read(pipe_ends[0], part, sizeof part)) > 0;) said.append(part, static_cast<std::size_t>(n));
  close(pipe_ends[0]);
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == no_seccomp) return;
  CHECK(WEXITSTATUS(status) == fine);
  CHECK(said ==
        "xgrad: this system allows no executable memory (Permission denied): elementwise chains and small "
        "products are not compiled, with the same results but slower; XGRAD_JIT=0 silences this\n");
}

}  // namespace xgrad
#endif
