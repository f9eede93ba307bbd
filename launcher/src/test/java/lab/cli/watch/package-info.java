@NullMarked
package lab.cli.watch;

import org.jspecify.annotations.NullMarked;
