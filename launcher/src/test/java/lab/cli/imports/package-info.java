@NullMarked
package lab.cli.imports;

import org.jspecify.annotations.NullMarked;
