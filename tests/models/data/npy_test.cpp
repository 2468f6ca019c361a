#include <doctest/doctest.h>
#include <unistd.h>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/npy.hpp>
#include "temporary_file.hpp"

namespace xgrad {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// The bytes of a .npy file: the header as given, not padded.
std::string npy(int version, std::string_view header, std::string_view elements = {}) {
  std::string bytes = "\x93NUMPY";
  bytes += {static_cast<char>(version), '\0', static_cast<char>(header.size()), '\0'};
  if (version > 1) bytes.append(2, '\0');
  return bytes.append(header).append(elements);
}

template <class T> std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

Tensor loaded(std::string_view bytes) { return load_npy(TemporaryFile(bytes).path()); }

}  // namespace

TEST_CASE("save_npy: the bytes that numpy.save writes") {
  struct {
    Tensor array;
    std::string header;  // up to the padding, which ends at byte 128
  } rows[] = {
      {arange(6).astype(float64).reshape({2, 3}), "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"},
      {tensor({1.5f, -0.0f, nan}), "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"},
      {Tensor(-7), "{'descr': '<i8', 'fortran_order': False, 'shape': (), }"},
      {tensor({true, false}).reshape({2, 1}), "{'descr': '|b1', 'fortran_order': False, 'shape': (2, 1), }"},
      {zeros({0, 3}), "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }"},
  };
  for (auto& row : rows) {
    const TemporaryFile file;
    save_npy(file.path(), row.array);
    std::string wanted = std::string("\x93NUMPY\x01\x00v\x00", 10) + row.header;
    wanted.append(127 - wanted.size(), ' ').append("\n");
    wanted.append(static_cast<const char*>(row.array.data()), row.array.bytes());
    CHECK(file.bytes() == wanted);
    CHECK(load_npy(file.path()).is_identical(row.array));
  }
}

TEST_CASE("load_npy: versions, orders and spellings of the header") {
  const std::string sixes = bytes_of<std::int64_t>({0, 1, 2, 3, 4, 5});
  for (int version : {1, 2, 3})
    CHECK(loaded(npy(version, "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), }\n", sixes))
              .is_identical(arange(6).reshape({2, 3})));
  CHECK(loaded(npy(1, "{\"shape\":(2,3),\"fortran_order\":True,\"descr\":\"<i8\"}", sixes))
            .is_identical(tensor({{0, 2, 4}, {1, 3, 5}})));
  CHECK(loaded(npy(1, "{'descr': '<i8', 'fortran_order': True, 'shape': (6L,)}", sixes)).is_identical(arange(6)));
  // index (i, j, k) of a Fortran array of shape (1, 2, 3) lies at i + j + 2 k
  CHECK(loaded(npy(1, "{'descr': '<i8', 'fortran_order': True, 'shape': (1, 2, 3), }", sixes))
            .to_vector<std::int64_t>() == std::vector<std::int64_t>{0, 2, 4, 1, 3, 5});
  CHECK(loaded(npy(1, "{'descr': '<f4', 'fortran_order': True, 'shape': (3, 0), }")).shape() == Shape{3, 0});
}

TEST_CASE("load_npy: bad files are refused") {
  const std::string good = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", two = bytes_of<double>({1, 2});
  const std::string whole = npy(1, good, two);
  struct {
    std::string bytes, message;
  } rows[] = {
      {"", "the file is not a .npy file"},
      {"PK\x03\x04 a zip archive", "the file is not a .npy file"},
      {npy(4, good, two), "the version is not known"},
      {whole + "x", "the file goes on after the array"},
      {npy(1, "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", two),
       "the elements are not float32, float64, int64 or bool (little-endian)"},
      {npy(1, "{'descr': '>f8', 'fortran_order': False, 'shape': (2,), }", two), "descr '>f8'"},
      {npy(1, "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", two), "descr '|O'"},
      {npy(1, "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (2,), }", two), "records of several fields"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1), }", two),
       "more than 8 dimensions"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904), }", two),
       "the file is cut off"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 0, 4611686018427387904), }"),
       "the file is cut off"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }", two), "the file is cut off"},
      {npy(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }", "\x01\x02"), "a bool is neither 0 nor 1"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (-2,), }", two), "the header is not that"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", two),
       "the header is not that"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': 2, }", two), "the header is not that"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, }", two), "the header is not that"},
      {npy(1, "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", two),
       "the header is not that"},
      {npy(1, "{'descr': '<f8', 'fortran_order': 0, 'shape': (2,), }", two), "the header is not that"},
      {npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), } more", two), "the header is not that"},
      {npy(1, "", two), "the header is not that"},
  };
  for (auto& row : rows) {
    CAPTURE(row.message);
    CHECK_THROWS_WITH_AS(loaded(row.bytes), doctest::Contains(row.message.c_str()), IoError);
  }
  struct {
    std::string descr, remedy;
  } kinds[] = {{"<i4", "save array.astype('<i8')"},
               {">u2", "save array.astype('<i8')"},
               {"<f2", "save array.astype('<f8')"},
               {"<U3", "save an array of numbers, such as array.astype('<f8')"},
               {"\x1b[31m", "descr '?[31m'"}};
  for (auto& [descr, remedy] : kinds)
    CHECK_THROWS_WITH_AS(loaded(npy(1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (2,), }", two)),
                         doctest::Contains(remedy.c_str()), IoError);
  for (std::size_t length = 0; length < whole.size(); ++length)
    CHECK_THROWS_AS(loaded(whole.substr(0, length)), IoError);
  CHECK_THROWS_WITH_AS(load_npy("no/such/file.npy"),
                       "load_npy: the file cannot be opened: no/such/file.npy (No such file or directory)", IoError);
  CHECK_THROWS_WITH_AS(save_npy("no/such/file.npy", Tensor(1.0)),
                       "save_npy: the file cannot be written: no/such/file.npy (No such file or directory)", IoError);
}

TEST_CASE("save_npy: a write that fails leaves the file that was there, and nothing beside it") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("xgrad_npy_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "in the way.npy");
  CHECK_THROWS_AS(save_npy((folder / "in the way.npy").string(), Tensor(1.0)), IoError);
  save_npy((folder / "a.npy").string(), Tensor(2.0));
  std::filesystem::create_symlink("a.npy", folder / "link.npy");
  save_npy((folder / "link.npy").string(), Tensor(3.0));  // through the link, not in its place
  CHECK(load_npy((folder / "a.npy").string()).item() == 3.0);
  CHECK(std::filesystem::is_symlink(folder / "link.npy"));
  CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 3);
  if (std::filesystem::exists("/dev/full")) CHECK_THROWS_AS(save_npy("/dev/full", arange(10)), IoError);
  std::filesystem::remove_all(folder);
}

}  // namespace xgrad
