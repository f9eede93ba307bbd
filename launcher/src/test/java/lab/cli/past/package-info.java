@NullMarked
package lab.cli.past;

import org.jspecify.annotations.NullMarked;
