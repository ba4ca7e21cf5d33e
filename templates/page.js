// La page : adresse, filtres, tri, suite des tableaux, preuves. Aucun texte ne devient du balisage : textContent seul.
"use strict";
(() => {
  const PAS = 100, PAGE = 20;
  const $ = (choix, dans = document) => dans.querySelector(choix);
  const $$ = (choix, dans = document) => [...dans.querySelectorAll(choix)];
  const creer = (balise, classe, texte) => {
    const element = document.createElement(balise);
    if (classe) element.className = classe;
    if (texte !== undefined) element.textContent = texte;
    return element;
  };
  const nombrer = (n) => n.toLocaleString("fr-FR");
  const pluriel = (n, nom) => `${nombrer(n)} ${nom}${n > 1 ? "s" : ""}`;
  const plier = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const chiffrer = (texte) => {
    const trouve = /-?\d+(?:,\d+)?/.exec(texte.replace(/[\s\u00a0\u202f]/g, ""));
    return trouve ? parseFloat(trouve[0].replace(",", ".")) : NaN;
  };
  const ordre = new Intl.Collator("fr", { numeric: true });

  async function decoder(id) {
    const brut = atob($(`#${id}`).textContent);
    const octets = Uint8Array.from({ length: brut.length }, (_, n) => brut.charCodeAt(n));
    const flux = new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(flux).json();
  }

  // --- L'adresse : « #argent&departement=62&tri=S.3&preuve=S12:2022 »
  const CHOIX = ["departement", "engagement", "source", "texte"];
  const etat = { section: "", tri: new Map(), toutes: new Set(), preuve: "" };

  function lireAdresse() {
    const [tete, ...suite] = location.hash.slice(1).split("&");
    const nue = tete.includes("=") ? "" : tete;
    const valeurs = new URLSearchParams((nue ? suite : [tete, ...suite]).join("&"));
    etat.section = nue;
    for (const nom of CHOIX) etat[nom] = valeurs.get(nom) ?? "";
    etat.tri = new Map((valeurs.get("tri") ?? "").split(",").filter(Boolean).map((mot) => {
      const [lettre, colonne] = mot.split(".");
      return [lettre, Number(colonne)];
    }));
    etat.toutes = new Set((valeurs.get("toutes") ?? "").split(",").filter(Boolean));
    etat.preuve = valeurs.get("preuve") ?? "";
  }

  function ecrireAdresse() {
    const valeurs = CHOIX.filter((nom) => etat[nom]).map((nom) => [nom, etat[nom]]);
    if (etat.tri.size) valeurs.push(["tri", [...etat.tri].map(([l, c]) => `${l}.${c}`).join(",")]);
    if (etat.toutes.size) valeurs.push(["toutes", [...etat.toutes].join(",")]);
    if (etat.preuve) valeurs.push(["preuve", etat.preuve]);
    const mots = valeurs.map(([nom, valeur]) => `${nom}=${encodeURIComponent(valeur).replaceAll("%3A", ":")}`);
    const adresse = [etat.section, ...mots].filter(Boolean).join("&");
    history.replaceState(null, "", adresse ? `#${adresse}` : location.pathname + location.search);
  }

  // --- Les tableaux : un bloc a des colonnes de rangs dans les mots ; -n - 1 est celui d'un chiffre qui a une preuve.
  let donnees;
  const mot = (rang) => (rang < 0 ? -rang - 1 : rang);
  const lire = (bloc, n, colonne) => donnees.mots[mot(bloc.c[colonne][n])];

  class Tableau {
    constructor(element) {
      this.table = $("table", element);
      this.element = element;
      this.lettre = this.table.dataset.lettre;
      this.titre = $("caption", this.table).textContent;
      this.entete = Number(this.table.dataset.entete);
      this.compte = $(".compte", element);
      this.portee = $(".portee", element);
      this.plus = $(".plus", element);
      this.toutes = $(".toutes", element);
      this.titres = $$("thead th", this.table);
      this.classes = this.titres.slice(1).map((th) => th.className);
      this.bloc = donnees.tables[this.lettre];
      this.taille = this.bloc.f.length;
      this.caches = new Set(this.bloc.s);
      this.montrees = PAS;
      this.perime = false;
      this.vue = [false, ...[...this.table.tBodies[0].rows].map((ligne) => ligne.dataset.n)].join();
      for (const [rang, th] of this.titres.slice(1).entries()) {
        // Pas un vrai bouton : les en-têtes répétés sur papier n'en montrent pas le texte.
        const tri = creer("span", "", th.textContent);
        tri.role = "button";
        tri.tabIndex = 0;
        tri.addEventListener("click", () => this.basculerTri(rang));
        th.replaceChildren(tri);
      }
      $("button", this.plus).addEventListener("click", () => this.continuer());
      this.toutes?.addEventListener("change", () => {
        if (this.toutes.checked) etat.toutes.add(this.lettre); else etat.toutes.delete(this.lettre);
        ecrireAdresse();
        this.calculer();
      });
      if (element.localName === "details") element.addEventListener("toggle", () => this.rafraichir());
    }

    basculerTri(colonne) {
      const actuel = etat.tri.get(this.lettre);
      if (actuel === colonne + 1) etat.tri.set(this.lettre, -colonne - 1);
      else if (actuel === -colonne - 1) etat.tri.delete(this.lettre);
      else etat.tri.set(this.lettre, colonne + 1);
      ecrireAdresse();
      this.calculer();
      this.rafraichir();
      const sens = { ascending: "croissant", descending: "décroissant" }[this.titres[colonne + 1].ariaSort];
      annoncer(`${this.titre} : ${sens ? `tri ${sens} par ${this.titres[colonne + 1].textContent}` : "ordre d'origine"}.`);
    }

    // Les lignes que les filtres gardent, dans l'ordre du tri.
    calculer() {
      const toutes = etat.toutes.has(this.lettre);
      if (this.toutes) this.toutes.checked = toutes;
      this.table.classList.toggle("essentiel", !toutes);
      const { c, d, o, e } = this.bloc;
      const conditions = [];
      if (!toutes && this.caches.size) conditions.push((n) => !this.caches.has(n));
      const sourds = [];
      const exiger = (colonne, valeur, nom) => {
        if (!valeur) return;
        if (colonne === null) { sourds.push(nom); return; }
        const rangs = donnees.nommer(valeur);
        conditions.push((n) => rangs.has(mot(c[colonne][n])));
      };
      exiger(d, etat.departement, "département");
      exiger(o, etat.source, "source");
      if (etat.engagement) {
        const bit = 1 << donnees.engagements.indexOf(etat.engagement);
        if (e) conditions.push((n) => e[n] & bit); else sourds.push("engagement");
      }
      for (const oui of donnees.chercher(etat.texte)) {
        conditions.push((n) => c.some((colonne) => oui[mot(colonne[n])]));
      }
      this.rangs = [];
      for (let n = 0; n < this.taille; n++) if (conditions.every((tient) => tient(n))) this.rangs.push(n);
      this.trier();
      this.montrees = PAS;
      this.portee.textContent = sourds.length ? `Ne se filtre pas par ${sourds.join(" ni par ")}.` : "";
      const vue = [toutes, ...this.rangs.slice(0, PAS)].join();
      this.perime ||= vue !== this.vue;
      this.vue = vue;
      this.compter();
      this.rafraichir();
    }

    trier() {
      const cle = etat.tri.get(this.lettre) ?? 0;
      const colonne = Math.abs(cle) - 1;
      for (const [rang, th] of this.titres.slice(1).entries()) {
        if (rang === colonne) th.ariaSort = cle > 0 ? "ascending" : "descending";
        else th.removeAttribute("aria-sort");
      }
      if (!cle || !this.bloc.c[colonne]) return;
      const chiffres = this.bloc.g[colonne] === "1";
      const cles = new Map(this.rangs.map((n) => {
        const texte = lire(this.bloc, n, colonne);
        return [n, chiffres ? chiffrer(texte) : texte];
      }));
      const vide = (v) => v === "" || Number.isNaN(v);
      const sens = Math.sign(cle);
      const comparer = chiffres ? (a, b) => a - b : ordre.compare;
      this.rangs.sort((a, b) => {
        const [x, y] = [cles.get(a), cles.get(b)];
        return vide(x) - vide(y) || (vide(x) ? 0 : sens * comparer(x, y)) || a - b;
      });
    }

    compter() {
      const n = this.rangs.length;
      const vues = Math.min(this.montrees, n);
      const tout = n === this.taille ? "" : ` sur ${nombrer(this.taille)}`;
      const taille = $(".taille", this.element);
      if (taille) taille.textContent = `${pluriel(n, "ligne")}${tout}`;
      this.compte.textContent = vues < n ? `${vues} lignes montrées de ${pluriel(n, "ligne")}${tout}` : `${pluriel(n, "ligne")}${tout}`;
      this.plus.hidden = vues >= n;
    }

    // Un tableau fermé attend d'être ouvert.
    rafraichir() {
      if (!this.perime || (this.element.localName === "details" && !this.element.open)) return;
      this.perime = false;
      const corps = this.table.tBodies[0];
      corps.replaceChildren(...this.rangs.slice(0, this.montrees).map((n) => this.dessiner(n)));
      if (!this.rangs.length) {
        const case_ = creer("td", "", "Aucune ligne pour ce choix.");
        case_.colSpan = this.titres.length;
        corps.append(creer("tr"));
        corps.firstChild.append(case_);
      }
      preparer(corps);
    }

    continuer() {
      const avant = this.montrees;
      this.montrees += PAS;
      const corps = this.table.tBodies[0];
      corps.append(...this.rangs.slice(avant, this.montrees).map((n) => this.dessiner(n)));
      this.compter();
      annoncer(`${this.titre} : ${this.compte.textContent}.`);
      const suivant = $("button", corps.children[avant]) ?? $(".region", this.element);
      suivant.focus();
    }

    dessiner(n) {
      const ligne = creer("tr");
      ligne.dataset.n = n;
      const repere = creer("td", "repere");
      const nom = `${this.lettre}${n + 1}`;
      repere.append(this.bloc.f[n] === "1" ? bouton(nom) : nom);
      ligne.append(repere);
      for (const [rang, colonne] of this.bloc.c.entries()) {
        const texte = lire(this.bloc, n, rang);
        const tete = rang === this.entete && texte;
        const case_ = creer(tete ? "th" : "td", this.classes[rang]);
        if (tete) case_.scope = "row";
        const chiffre = this.bloc.g[rang] === "1";
        if (colonne[n] < 0) case_.append(bouton(texte));
        else if (!texte && chiffre) case_.append(creer("span", "lu", "absent"));
        else if (texte.length > donnees.long && !chiffre) case_.append(replier(texte, donnees.long));
        else case_.textContent = texte;
        ligne.append(case_);
      }
      return ligne;
    }
  }

  function bouton(texte) {
    const element = creer("button", "", texte);
    element.type = "button";
    element.tabIndex = -1;
    return element;
  }

  function replier(texte, limite) {
    const element = creer("details", "suite");
    const debut = texte.slice(0, limite - 60);
    const coupe = debut.lastIndexOf(" ");
    element.append(creer("summary", "", `${coupe > 0 ? debut.slice(0, coupe) : debut}…`), texte);
    return element;
  }

  // Un seul arrêt de tabulation par tableau ; les flèches vont d'un chiffre à l'autre.
  function preparer(corps) {
    const premier = $("button", corps);
    if (premier) premier.tabIndex = 0;
  }

  function naviguer(evenement) {
    if (evenement.target.role === "button" && (evenement.key === "Enter" || evenement.key === " ")) {
      evenement.preventDefault();
      evenement.target.click();
      return;
    }
    const depart = evenement.target.closest?.("tbody button");
    if (!depart || evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    const ligne = depart.closest("tr");
    const colonne = depart.closest("td, th").cellIndex;
    const boutons = $$("button", ligne).filter((b) => b.offsetParent);
    const rang = boutons.indexOf(depart);
    const saut = (sens) => {
      for (let autre = ligne[sens]; autre; autre = autre[sens]) {
        const trouve = autre.cells[colonne] && $("button", autre.cells[colonne]);
        if (trouve) return trouve;
      }
      return null;
    };
    const cible = {
      ArrowRight: () => boutons[rang + 1], ArrowLeft: () => boutons[rang - 1],
      Home: () => boutons[0], End: () => boutons.at(-1),
      ArrowDown: () => saut("nextElementSibling"), ArrowUp: () => saut("previousElementSibling"),
    }[evenement.key]?.();
    if (!cible) return;
    evenement.preventDefault();
    depart.tabIndex = -1;
    cible.tabIndex = 0;
    cible.focus();
  }

  // --- Les filtres
  const filtres = $(".filtres");
  const annonce = $(".filtres .etat");
  const tableaux = new Map();

  function annoncer(texte) {
    annonce.textContent = texte;
  }

  function appliquer() {
    for (const tableau of tableaux.values()) tableau.calculer();
    for (const fiche of $$(".fiche")) {
      fiche.hidden = Boolean(etat.departement) && fiche.dataset.departement !== etat.departement;
      if (etat.departement && !fiche.hidden) fiche.open = true;
    }
    const actifs = CHOIX.filter((nom) => etat[nom]).length;
    $(".nombre", filtres).textContent = actifs || "";
    const lignes = [...tableaux.values()].reduce((somme, t) => somme + t.rangs.length, 0);
    annoncer(actifs ? `${pluriel(lignes, "ligne")} pour ce choix, sur tous les tableaux.` : "");
  }

  function remplir() {
    for (const nom of CHOIX) {
      const champ = filtres.elements[nom];
      champ.value = etat[nom];
      if (champ.value !== etat[nom]) etat[nom] = champ.value;
    }
  }

  // --- Les preuves
  const dialogue = $("#preuve");
  const corps = $(".corps", dialogue);
  const TITRES = ["chiffre", "mots", "ou", "libelle", "certitude", "endroit", "reserve", "texte", "colonne"];
  let preuves = null;
  let origine = null;

  const sommer = (ecarts) => {
    let rang = 0;
    return ecarts.map((ecart) => (rang += ecart));
  };

  async function ouvrir(cible, depuis) {
    preuves ??= await decoder("preuves");
    const trouve = trouver(cible);
    if (!trouve) { etat.preuve = ""; ecrireAdresse(); return; }
    origine = depuis ?? null;
    etat.preuve = cible;
    ecrireAdresse();
    montrer(trouve, 0);
    if (!dialogue.open) dialogue.showModal();
    corps.scrollTop = 0;
    corps.focus();
  }

  // « S12 » (une ligne), « S12:2022 » (une case), « 62-F0012 » (un fait).
  function trouver(cible) {
    const fait = preuves.ids.indexOf(cible);
    if (fait >= 0) return { titre: `Fait ${cible}`, valeur: "", rang: "", sens: "", faits: [fait] };
    const [, lettre, numero, nom] = /^([A-Z]+)(\d+)(?::(.+))?$/.exec(cible) ?? [];
    const bloc = donnees.tables[lettre];
    const n = Number(numero) - 1;
    const [toutes, cases] = preuves.tables[lettre]?.[n] ?? [];
    const colonne = nom === undefined ? -1 : bloc?.n.indexOf(nom);
    if (!toutes || (nom !== undefined && colonne < 0)) return null;
    const propre = cases?.[colonne];
    const faits = sommer(propre || toutes);
    const valeur = colonne < 0 ? "" : lire(bloc, n, colonne);
    const mots = bloc.n.map((_, c) => (bloc.g[c] === "1" ? "" : lire(bloc, n, c))).filter((t) => t && t.length < 90);
    return {
      titre: `${lettre}${numero}${nom ? ` — ${nom}` : ""} — ${bloc.t}`, valeur, rang: mots.slice(0, 5).join(" · "), faits,
      sens: colonne < 0 ? `Les faits de cette ligne : ${nombrer(faits.length)}.` : expliquer(valeur, faits, propre !== undefined),
    };
  }

  // Ce que la case fait de ses faits : imprimé, additionné, ou calculé autrement.
  function expliquer(valeur, faits, propre) {
    if (!propre) return `Cette case n'a pas de faits à elle : voici ${faits.length > 1 ? `les ${faits.length} faits` : "le fait"} de sa ligne.`;
    const cellule = Math.round(chiffrer(valeur) * 100);
    const nombres = faits.map((f) => lireFait(f)).filter((f) => /\d/.test(f.chiffre) && !/^Action/.test(f.chiffre)).map((f) => Math.round(chiffrer(f.chiffre) * 100));
    if (Number.isNaN(cellule)) return faits.length > 1 ? `Lu dans ces ${faits.length} faits.` : "Lu dans ce fait.";
    if (faits.length === 1 && nombres[0] === cellule) return "Imprimé : ce chiffre est celui du document.";
    if (nombres.length > 1 && nombres.every((n) => n === cellule)) return `Imprimé : ces ${faits.length} faits disent le même chiffre.`;
    if (nombres.reduce((a, b) => a + b, 0) === cellule) return `Calculé : la somme des ${nombrer(nombres.length)} montants ou valeurs ci-dessous, ni plus ni moins.`;
    if (faits.length * 100 === cellule) return `Calculé : c'est le nombre des faits ci-dessous (${nombrer(faits.length)}).`;
    return `Calculé d'après ${faits.length > 1 ? `ces ${nombrer(faits.length)} faits` : "ce fait"} : un montant imprimé à plusieurs endroits ne compte qu'une fois, un montant ambigu ne compte pas, un taux rapporte l'exécuté au prévu.`;
  }

  function lireFait(rang) {
    const fait = Object.fromEntries(TITRES.map((titre, n) => [titre, preuves.mots[preuves.faits[n][rang]]]));
    fait.id = preuves.ids[rang];
    [fait.document, fait.numero, fait.ligne] = preuves.lignes[preuves.faits[TITRES.length][rang]];
    fait.case = preuves.faits[TITRES.length + 1][rang];
    return fait;
  }

  function montrer(preuve, page) {
    const titre = creer("h2", "", preuve.titre);
    titre.id = "preuve-titre";
    const morceaux = [titre];
    if (preuve.valeur) morceaux.push(creer("p", "valeur", preuve.valeur));
    if (preuve.rang) morceaux.push(creer("p", "rang", preuve.rang));
    if (preuve.sens) morceaux.push(creer("p", "sens", preuve.sens));
    const debut = page * PAGE;
    morceaux.push(...preuve.faits.slice(debut, debut + PAGE).map((rang) => decrire(lireFait(rang))));
    if (preuve.faits.length > PAGE) morceaux.push(paginer(preuve, page));
    corps.replaceChildren(...morceaux);
  }

  function paginer(preuve, page) {
    const pages = Math.ceil(preuve.faits.length / PAGE);
    const barre = creer("div", "pages");
    const aller = (texte, vers) => {
      const element = creer("button", "", texte);
      element.type = "button";
      element.disabled = vers < 0 || vers >= pages;
      element.addEventListener("click", () => { montrer(preuve, vers); corps.scrollTop = 0; corps.focus(); });
      return element;
    };
    const fin = Math.min(preuve.faits.length, (page + 1) * PAGE);
    const ou = creer("span", "", `Faits ${page * PAGE + 1} à ${fin} sur ${nombrer(preuve.faits.length)}`);
    barre.append(aller("Précédents", page - 1), ou, aller("Suivants", page + 1));
    return barre;
  }

  function decrire(fait) {
    const element = creer("article", "fait");
    const titre = creer("h3");
    titre.append(creer("span", "", fait.chiffre), creer("span", "id", fait.id));
    element.append(titre, creer("p", "", [fait.mots, fait.ou].filter(Boolean).join(" · ")));
    if (fait.libelle) element.append(creer("p", "", `« ${fait.libelle} »`));
    if (fait.reserve) element.append(creer("p", "reserve", fait.reserve));
    const lieu = [fait.certitude && `Lecture : ${fait.certitude}`, fait.endroit && `dans ${fait.endroit}`, `${fait.document}, ligne ${fait.numero}`];
    if (fait.colonne) lieu.push(`colonne « ${fait.colonne} »`);
    element.append(creer("p", "lieu", lieu.filter(Boolean).join(" · ")), citer(fait));
    return element;
  }

  // La ligne du document, cellule par cellule, celle du fait marquée.
  function citer(fait) {
    const ligne = creer("p", "ligne");
    const coeur = fait.texte.replace(/^…|…$/g, "");
    const cellules = fait.ligne ? fait.ligne.split(" | ") : [];
    let marquee = false;
    for (const [rang, texte] of cellules.entries()) {
      const cellule = creer("span");
      const ici = coeur && (rang === fait.case || (fait.case === -2 && texte.includes(coeur)));
      const place = ici ? texte.indexOf(coeur) : -1;
      if (place >= 0) {
        cellule.append(texte.slice(0, place), creer("mark", "", coeur), texte.slice(place + coeur.length));
        marquee = true;
      } else cellule.textContent = texte;
      ligne.append(cellule);
    }
    if (!marquee && fait.texte) {
      const cellule = creer("span");
      cellule.append(creer("mark", "", fait.texte));
      ligne.prepend(cellule);
    }
    return ligne;
  }

  function fermer() {
    etat.preuve = "";
    ecrireAdresse();
    origine?.focus();
    origine = null;
  }

  function cliquer(evenement) {
    const element = evenement.target.closest?.("button");
    if (!element) return;
    if (element.dataset.preuve) { ouvrir(element.dataset.preuve, element); return; }
    const ligne = element.closest("table[data-lettre] tr[data-n]");
    if (!ligne) return;
    const table = ligne.closest("table");
    const colonne = element.closest("td, th").cellIndex - 1;
    const repere = `${table.dataset.lettre}${Number(ligne.dataset.n) + 1}`;
    ouvrir(colonne < 0 ? repere : `${repere}:${donnees.tables[table.dataset.lettre].n[colonne]}`, element);
  }

  // --- La navigation
  function suivreSections() {
    const liens = new Map($$("nav a").map((a) => [a.hash.slice(1), a]));
    const observateur = new IntersectionObserver((entrees) => {
      for (const entree of entrees.filter((e) => e.isIntersecting)) {
        for (const [id, lien] of liens) {
          if (id === entree.target.id) lien.setAttribute("aria-current", "true"); else lien.removeAttribute("aria-current");
        }
      }
    }, { rootMargin: "-20% 0px -75% 0px" });
    for (const section of $$("main > section")) observateur.observe(section);
    for (const lien of $$("a[href^='#']")) {
      lien.addEventListener("click", (evenement) => {
        evenement.preventDefault();
        allerA(lien.hash.slice(1));
        if (!lien.matches(".evitement")) { etat.section = lien.hash.slice(1); ecrireAdresse(); }
      });
    }
  }

  function allerA(id) {
    const cible = document.getElementById(id);
    if (!cible) return;
    cible.closest("details")?.setAttribute("open", "");
    cible.tabIndex = -1;
    cible.focus({ preventScroll: true });
    cible.scrollIntoView();
  }

  function mesurer() {
    const barre = $(".barre");
    const haute = getComputedStyle(document.body).display === "grid" ? 0 : barre.offsetHeight;
    document.documentElement.style.setProperty("--haut", `${haute}px`);
  }

  // --- Le départ
  async function commencer() {
    lireAdresse();
    filtres.hidden = false;
    if (matchMedia("(max-width: 75rem)").matches) $("details", filtres).open = false;
    mesurer();
    addEventListener("resize", mesurer);
    $("details", filtres).addEventListener("toggle", mesurer);
    suivreSections();
    donnees = await decoder("tables");
    const nommes = new Map();  // les mots qui sont une valeur, ou une liste où elle est : « 35 », « 35, 62 »
    donnees.nommer = (valeur) => {
      if (!nommes.has(valeur)) {
        const listes = donnees.mots.flatMap((m, rang) => (m.startsWith(valeur) || m.includes(`, ${valeur}`)) && m.split(", ").includes(valeur) ? [rang] : []);
        nommes.set(valeur, new Set(listes));
      }
      return nommes.get(valeur);
    };
    let plies = null;
    donnees.chercher = (texte) => plier(texte).split(/\s+/).filter(Boolean).map((mot) => {
      plies ??= donnees.mots.map(plier);
      return Uint8Array.from(plies, (pli) => (pli.includes(mot) ? 1 : 0));
    });
    for (const element of $$(".tableau")) {
      const tableau = new Tableau(element);
      tableaux.set(element.id, tableau);
      preparer(tableau.table.tBodies[0]);
    }
    remplir();
    appliquer();
    let attente;
    filtres.addEventListener("input", (evenement) => {
      etat[evenement.target.name] = evenement.target.value;
      clearTimeout(attente);
      attente = setTimeout(() => { ecrireAdresse(); appliquer(); }, evenement.target.name === "texte" ? 200 : 0);
    });
    filtres.addEventListener("submit", (evenement) => evenement.preventDefault());
    filtres.addEventListener("reset", () => {
      for (const nom of CHOIX) etat[nom] = "";
      ecrireAdresse();
      appliquer();
    });
    document.addEventListener("click", cliquer);
    document.addEventListener("keydown", naviguer);
    dialogue.addEventListener("close", fermer);
    dialogue.addEventListener("click", (evenement) => { if (evenement.target === dialogue) dialogue.close(); });
    addEventListener("hashchange", () => {
      lireAdresse();
      remplir();
      appliquer();
      allerA(etat.section);
      if (etat.preuve) ouvrir(etat.preuve); else if (dialogue.open) dialogue.close();
    });
    if (etat.section) allerA(etat.section);
    if (etat.preuve) await ouvrir(etat.preuve);
    document.documentElement.dataset.pret = "";
  }

  commencer();
})();
