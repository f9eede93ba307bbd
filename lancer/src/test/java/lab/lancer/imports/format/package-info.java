@NullMarked
package lab.lancer.imports.format;

import org.jspecify.annotations.NullMarked;
