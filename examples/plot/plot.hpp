#pragma once
/// All that the examples share: command lines, languages, progress, pictures.
#include <xgrad/examples/plot/album.hpp>
#include <xgrad/examples/plot/bars.hpp>
#include <xgrad/examples/plot/chart.hpp>
#include <xgrad/examples/plot/command_line.hpp>
#include <xgrad/examples/plot/curve.hpp>
#include <xgrad/examples/plot/grid.hpp>
#include <xgrad/examples/plot/heat_map.hpp>
#include <xgrad/examples/plot/image_grid.hpp>
#include <xgrad/examples/plot/labelled_images.hpp>
#include <xgrad/examples/plot/language.hpp>
#include <xgrad/examples/plot/panels.hpp>
#include <xgrad/examples/plot/progress.hpp>
#include <xgrad/examples/plot/steps.hpp>
#include <xgrad/examples/plot/surface.hpp>
#include <xgrad/examples/plot/training.hpp>
#include <xgrad/examples/plot/verdict.hpp>
