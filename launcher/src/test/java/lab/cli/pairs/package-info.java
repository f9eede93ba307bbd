@NullMarked
package lab.cli.pairs;

import org.jspecify.annotations.NullMarked;
