#pragma once
/// All that the examples share: command lines, progress, pictures.
#include <xgrad/examples/plot/album.hpp>
#include <xgrad/examples/plot/command_line.hpp>
#include <xgrad/examples/plot/heat_map.hpp>
#include <xgrad/examples/plot/image_grid.hpp>
#include <xgrad/examples/plot/lines.hpp>
#include <xgrad/examples/plot/progress.hpp>
