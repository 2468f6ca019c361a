#include <dlfcn.h>
#include <chrono>
#include <cstdio>

// loader LIBRARY...: loads them one after the other and prints the seconds that each takes.
int main(int count, char** names) {
  for (int i = 1; i < count; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    if (!dlopen(names[i], RTLD_NOW | RTLD_GLOBAL)) {
      std::fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
    std::printf("%.9f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
}
