@NullMarked
package lab.lancer.pattern;

import org.jspecify.annotations.NullMarked;
