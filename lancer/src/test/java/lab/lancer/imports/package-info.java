@NullMarked
package lab.lancer.imports;

import org.jspecify.annotations.NullMarked;
